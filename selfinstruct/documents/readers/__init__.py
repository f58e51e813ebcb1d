"""Readers: one format, or a family of formats, a file; each is loaded in the process that reads, when it is needed."""

SHIPPED = {
    "pdf": "selfinstruct.documents.readers.pdf:read_pdf",
    "html": "selfinstruct.documents.readers.html:read_html",
    "docx": "selfinstruct.documents.readers.docx:read_docx",
    "odt": "selfinstruct.documents.readers.odt:read_odt",
    "pptx": "selfinstruct.documents.readers.pptx:read_pptx",
    "sheets": "selfinstruct.documents.readers.sheets:read_sheets",
    "epub": "selfinstruct.documents.readers.epub:read_epub",
    "markdown": "selfinstruct.documents.readers.markdown:read_markdown",
    "text": "selfinstruct.documents.readers.plain_text:read_text",
    "csv": "selfinstruct.documents.readers.rows.tables:read_csv",
    "json": "selfinstruct.documents.readers.rows.json_rows:read_json",
    "parquet": "selfinstruct.documents.readers.rows.parquet_rows:read_parquet",
    "mail": "selfinstruct.documents.readers.mail.messages:read_mail",
    "mbox": "selfinstruct.documents.readers.mail.messages:read_mbox",
    "image": "selfinstruct.documents.readers.pictures:read_picture",
    "warc": "selfinstruct.documents.readers.warc:read_warc",
    "zip": "selfinstruct.documents.readers.archives:read_zip",
    "tar": "selfinstruct.documents.readers.archives:read_tar",
}
