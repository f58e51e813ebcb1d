"""What a reading process and the one that started it tell each other: frames of a kind, a length and so many bytes."""

import json
import os
import struct
from collections.abc import Iterator
from typing import IO, Any

# A document, why there is none, the next member of an archive is begun, the process is alive and at work, it has no
# memory left, the file is read.
DOCUMENT, REFUSAL, MEMBER, ALIVE, MEMORY, END = b"D", b"R", b"M", b"A", b"X", b"E"
_HEAD = struct.Struct("!cQ")


def send(descriptor: int, kind: bytes, told: Any, data: bytes = b"") -> None:
    """Write a frame with what is told as JSON, and behind it `data` as it is; waits where nobody reads."""
    write(descriptor, frame(kind, told, data))


def frame(kind: bytes, told: Any, data: bytes = b"") -> bytes:
    """A frame as bytes."""
    head = json.dumps(told).encode()
    return b"".join((_HEAD.pack(kind, len(head) + 1 + len(data)), head, b"\n", data))


def write(descriptor: int, frames: bytes) -> None:
    """Write whole frames."""
    body = memoryview(frames)
    while body:
        body = body[os.write(descriptor, body) :]


def receive(stream: IO[bytes]) -> Any:
    """What the next frame of a stream tells, None at its end."""
    head = stream.read(_HEAD.size)
    return None if len(head) < _HEAD.size else json.loads(stream.read(_HEAD.unpack(head)[1]))


class FrameBuffer:
    """Puts frames together from what has come of them so far."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, Any, bytes]]:
        """The frames that are complete with these bytes: kind, what is told, and the data behind it."""
        self._bytes += data
        at = 0
        while len(self._bytes) - at >= _HEAD.size:
            kind, size = _HEAD.unpack_from(self._bytes, at)
            start, end = at + _HEAD.size, at + _HEAD.size + size
            if len(self._bytes) < end:
                break
            told = self._bytes.index(b"\n", start)
            yield kind, json.loads(self._bytes[start:told]), bytes(self._bytes[told + 1 : end])
            at = end
        del self._bytes[:at]
