"""What a file is, by its first bytes; its name counts only for what has no mark of its own."""

FORMATS = (
    "pdf", "html", "docx", "odt", "pptx", "xlsx", "xls", "ods", "epub", "markdown", "text", "csv", "json", "parquet",
    "mail", "mbox", "warc", "zip", "tar",
)  # fmt: skip
