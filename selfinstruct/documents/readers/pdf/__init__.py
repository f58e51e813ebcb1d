"""PDF: text in reading order, as Markdown, over PDFium."""

from selfinstruct.documents.readers.pdf.reader import read_pdf

__all__ = ["read_pdf"]
