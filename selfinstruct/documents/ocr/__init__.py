"""Text out of pictures of pages, by recognisers that are called by name."""

SHIPPED = {
    "tesseract": "selfinstruct.documents.ocr.tesseract:open_tesseract",
    "textract": "selfinstruct.documents.ocr.textract:open_textract",
}
