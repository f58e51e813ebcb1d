"""First bytes by which files know each other, and what is done with those that no reader here reads."""

import re

_OFFICE = "convert it first: soffice --headless --convert-to {} FILE"

READ = {b"PAR1": "parquet", b"WARC/": "warc", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"PK\x07\x08": "zip"}
PACKED = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Pictures that may be a scanned page, with the extra `ocr`.
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
}

_AUDIO, _VIDEO = "transcribe it first", "transcribe its sound first"
_UNPACK = "unpack it first"
_RUNS = "a program holds no text to read"
_EXPORT = "export its tables as CSV or Parquet first"

# Anything else that is known by its first bytes: what it is, and what can be done.
UNREAD: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"GIF8", "a GIF image", "convert it to PNG and give --ocr"),
    (0, b"BM", "a BMP image", "convert it to PNG and give --ocr"),
    (8, b"WEBP", "a WebP image", "convert it to PNG and give --ocr"),
    (4, b"ftypheic", "a HEIC image", "convert it to PNG and give --ocr"),
    (4, b"ftypheix", "a HEIC image", "convert it to PNG and give --ocr"),
    (4, b"ftypmif1", "a HEIC image", "convert it to PNG and give --ocr"),
    (4, b"ftypavif", "an AVIF image", "convert it to PNG and give --ocr"),
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image", "convert it to PNG and give --ocr"),
    (0, b"\x00\x00\x01\x00", "an icon", "it holds no text"),
    (0, b"8BPS", "a Photoshop image", "export it as PDF first"),
    (0, b"AT&TFORM", "a DjVu file", "convert it first: ddjvu -format=pdf FILE OUT"),
    (0, b"%!PS", "a PostScript file", "convert it first: ps2pdf FILE OUT"),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file", "convert it first: ps2pdf FILE OUT"),
    (0, b"\x04%!PS", "a PostScript file", "convert it first: ps2pdf FILE OUT"),
    (0, b"{\\rtf", "an RTF file", _OFFICE.format("docx")),
    (0, b"\xffWPC", "a WordPerfect file", _OFFICE.format("docx")),
    (0, b"\xdb\xa5-\x00", "an old Word file", _OFFICE.format("docx")),
    (0, b"1\xbe\x00\x00", "an old Write file", _OFFICE.format("docx")),
    (0, b"\t\x08\x10\x00", "an old Excel file", _OFFICE.format("xlsx")),
    (0, b"\t\x04\x06\x00", "an old Excel file", _OFFICE.format("xlsx")),
    (0, b"HWP Document File", "a HWP file", "save it as DOCX or PDF first"),
    (60, b"BOOKMOBI", "a Mobipocket or Kindle book", "convert it first: ebook-convert FILE OUT.epub"),
    (60, b"TEXtREAd", "a Palm book", "convert it first: ebook-convert FILE OUT.epub"),
    (0, b"ITOLITLS", "a Microsoft Reader book", "convert it first: ebook-convert FILE OUT.epub"),
    (0, b"ITSF", "a compiled HTML help", "unpack it first: extract_chmLib FILE FOLDER"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote file", "export it as PDF first"),
    (0, b"!BDN", "an Outlook data file", "convert it first: readpst -o FOLDER FILE"),
    (0, b"x\x9f>\"", "an Outlook attachment (winmail.dat)", "unpack it first: tnef FILE"),
    (0, b"7z\xbc\xaf'\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (0, b"MSCF", "a CAB archive", _UNPACK),
    (0, b"ISc(", "a CAB archive", _UNPACK),
    (0, b"LZIP", "an lzip file", _UNPACK),
    (0, b"\x04\"M\x18", "an LZ4 file", _UNPACK),
    (0, b"\x1f\x9d", "a compress (.Z) file", _UNPACK),
    (0, b"\xff\x06\x00\x00sNaPpY", "a Snappy file", _UNPACK),
    (0, b"!<arch>\n", "an ar archive or a Debian package", _UNPACK),
    (0, b"\xed\xab\xee\xdb", "an RPM package", _UNPACK),
    (0, b"070701", "a cpio archive", _UNPACK),
    (0, b"070707", "a cpio archive", _UNPACK),
    (0, b"xar!", "a XAR archive", _UNPACK),
    (2, b"-lh", "an LHA archive", _UNPACK),
    (0, b"MZ", "a Windows program", _RUNS),
    (0, b"\x7fELF", "a program", _RUNS),
    (0, b"\xcf\xfa\xed\xfe", "a program", _RUNS),
    (0, b"\xce\xfa\xed\xfe", "a program", _RUNS),
    (0, b"\xca\xfe\xba\xbe", "a program", _RUNS),
    (0, b"\x00asm", "a WebAssembly module", _RUNS),
    (0, b"dex\n", "an Android program", _RUNS),
    (0, b"ID3", "an MP3 recording", _AUDIO),
    (0, b"\xff\xfb", "an MP3 recording", _AUDIO),
    (0, b"\xff\xf3", "an MP3 recording", _AUDIO),
    (0, b"\xff\xf1", "an AAC recording", _AUDIO),
    (0, b"fLaC", "a FLAC recording", _AUDIO),
    (0, b"OggS", "an Ogg recording", _AUDIO),
    (0, b"FORM\x00", "an AIFF recording", _AUDIO),
    (0, b"#!AMR", "an AMR recording", _AUDIO),
    (0, b"MThd", "a MIDI file", "it holds no text"),
    (8, b"WAVEfmt", "a WAVE recording", _AUDIO),
    (8, b"AVI ", "an AVI video", _VIDEO),
    (4, b"ftypM4A", "an MPEG-4 recording", _AUDIO),
    (4, b"ftyp", "an MPEG-4 video", _VIDEO),
    (4, b"moov", "a QuickTime video", _VIDEO),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video", _VIDEO),
    (0, b"FLV\x01", "a Flash video", _VIDEO),
    (0, b"\x00\x00\x01\xba", "an MPEG video", _VIDEO),
    (0, b"\x00\x00\x01\xb3", "an MPEG video", _VIDEO),
    (0, b"0&\xb2u\x8ef\xcf\x11", "a Windows Media file", _VIDEO),
    (0, b"FWS", "a Flash file", _RUNS),
    (0, b"CWS", "a Flash file", _RUNS),
    (0, b"SQLite format 3\x00", "an SQLite database", _EXPORT),
    (4, b"Standard Jet DB", "an Access database", _EXPORT),
    (4, b"Standard ACE DB", "an Access database", _EXPORT),
    (8, b"DUCK", "a DuckDB database", _EXPORT),
    (0, b"ARROW1", "an Arrow (Feather) file", "save it as Parquet first"),
    (0, b"ORC", "an ORC file", "save it as Parquet first"),
    (0, b"Obj\x01", "an Avro file", "save it as Parquet first"),
    (0, b"\x93NUMPY", "a NumPy array", "it holds no text"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file", _EXPORT),
    (0, b"CDF\x01", "a NetCDF file", _EXPORT),
    (0, b"GGUF", "a language model's weights", "it holds no text"),
    (0, b"\x00\x01\x00\x00\x00", "a font", "it holds no text"),
    (0, b"OTTO\x00", "a font", "it holds no text"),
    (0, b"wOFF", "a font", "it holds no text"),
    (0, b"wOF2", "a font", "it holds no text"),
    (0, b"AC10", "an AutoCAD drawing", "export it as PDF first"),
    (32769, b"CD001", "a disc image", _UNPACK),
)  # fmt: skip

# Those of them that are text themselves; text that begins like any other of them is text.
TEXTUAL = (b"%!PS", b"{\\rtf")

# Streams of an OLE2 file by which it is told what it is: a format with a reader, or what it is and what can be done.
OLE2_STREAMS: tuple[tuple[str, str, str, str], ...] = (
    ("EncryptedPackage", "", "encrypted", ""),
    ("Workbook", "xls", "", ""),
    ("Book", "xls", "", ""),
    ("WordDocument", "", "an old Word file (.doc)", _OFFICE.format("docx")),
    ("PowerPoint Document", "", "an old PowerPoint file (.ppt)", _OFFICE.format("pptx")),
    ("VisioDocument", "", "a Visio drawing", "export it as PDF first"),
    ("__properties_version1.0", "", "an Outlook message (.msg)", "save it as .eml first"),
    ("BodyText", "", "a HWP file", "save it as DOCX or PDF first"),
    ("Quill", "", "a Publisher file", "export it as PDF first"),
    ("WPS", "", "a Works file", _OFFICE.format("docx")),
)

# Members of a zip file that say what it is: a pattern for one name, a format with a reader, or what it is.
ZIP_MEMBERS: tuple[tuple[re.Pattern[str], str, str, str], ...] = (
    (re.compile(r"word/document\d*\.xml"), "docx", "", ""),
    (re.compile(r"ppt/presentation\.xml"), "pptx", "", ""),
    (re.compile(r"xl/workbook\.(?:xml|bin)"), "xlsx", "", ""),
    (re.compile(r"META-INF/container\.xml"), "epub", "", ""),
    (re.compile(r"visio/document\.xml"), "", "a Visio drawing", "export it as PDF first"),
    (
        re.compile(r"(?:.+/)?Index/Document\.iwa|Index\.zip"),
        "",
        "an iWork file",
        "export it as DOCX, PPTX or PDF first",
    ),
    (re.compile(r"AndroidManifest\.xml|META-INF/MANIFEST\.MF"), "", "a Java or Android program", _RUNS),
    (re.compile(r"(?:FixedDocumentSequence|FixedDocSeq)\.fdseq"), "", "an XPS file", "convert it to PDF first"),
    (re.compile(r"Contents/section0\.xml"), "", "a HWPX file", "save it as DOCX or PDF first"),
    (re.compile(r"[^/]+\.npy"), "", "NumPy arrays", "they hold no text"),
)

# What a member called `mimetype` says of a zip file.
MIMETYPES: tuple[tuple[str, str, str, str], ...] = (
    ("application/epub+zip", "epub", "", ""),
    ("application/vnd.oasis.opendocument.text", "odt", "", ""),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods", "", ""),
    ("application/vnd.oasis.opendocument.presentation", "", "a presentation (.odp)", _OFFICE.format("pptx")),
    ("application/vnd.oasis.opendocument", "", "an OpenDocument drawing", _OFFICE.format("pdf")),
)

# The first element of an XML file.
XML_ROOTS: tuple[tuple[str, str, str, str], ...] = (
    ("html", "html", "", ""),
    ("svg", "", "an SVG image", "export it as PDF first"),
    ("FictionBook", "", "a FictionBook", "convert it first: ebook-convert FILE OUT.epub"),
    ("mediawiki", "", "a MediaWiki dump", "extract its articles first, with wikiextractor for one"),
    ("office:document", "", "a flat OpenDocument file", _OFFICE.format("odt")),
    ("pkg:package", "", "a flat Word file", _OFFICE.format("docx")),
    ("w:wordDocument", "", "a Word 2003 XML file", _OFFICE.format("docx")),
    ("Workbook", "", "an Excel 2003 XML file", _OFFICE.format("xlsx")),
    ("plist", "", "a property list", "it holds no document"),
)
