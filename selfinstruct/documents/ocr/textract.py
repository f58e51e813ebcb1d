"""Amazon Textract, by boto3: credentials, region and address from its standard chain."""

from typing import Any

from selfinstruct.documents.ocr.recognition import Picture, Recogniser
from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing

# What the service takes in one call, in bytes.
_MOST = 5_000_000


def open_textract(language: str) -> Recogniser:
    """Textract's detection of lines; it finds the language itself."""
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError as error:
        raise MissingExtra(f"--ocr textract needs boto3: {installing('bedrock')}") from error
    try:
        client = boto3.client("textract", config=Config(retries={"mode": "standard", "total_max_attempts": 6}))
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"--ocr textract: {_line(error)}; set AWS_REGION and credentials") from error
    return _Textract(client)


class _Textract:
    def __init__(self, client: Any) -> None:
        self._client = client

    def __call__(self, picture: Picture) -> str:
        from botocore.exceptions import BotoCoreError, ClientError

        data = picture.png()
        while len(data) > _MOST:
            picture = _halved(picture)
            data = picture.png()
        try:
            answer = self._client.detect_document_text(Document={"Bytes": data})
        except (BotoCoreError, ClientError) as error:
            raise UsageError(f"--ocr textract: {_line(error)}") from error
        return _text(answer.get("Blocks", []))


def _text(blocks: list[dict[str, Any]]) -> str:
    """The lines, with a blank one where a gap, or another column, parts them."""
    text, bottom, high = "", 0.0, 0.0
    for block in blocks:
        if block.get("BlockType") != "LINE" or not block.get("Text"):
            continue
        box = block.get("Geometry", {}).get("BoundingBox", {})
        top, height = float(box.get("Top", bottom)), float(box.get("Height", 0))
        if text:
            text += "\n" if -high < top - bottom <= 0.8 * max(high, height) else "\n\n"
        text += block["Text"]
        bottom, high = top + height, height
    return text


def _halved(picture: Picture) -> Picture:
    """A picture with every second pixel of every second row."""
    rows = [
        picture.pixels[at : at + picture.width : 2]
        for at in range(0, picture.width * picture.height, 2 * picture.width)
    ]
    return Picture((picture.width + 1) // 2, len(rows), b"".join(rows), picture.dpi // 2)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
