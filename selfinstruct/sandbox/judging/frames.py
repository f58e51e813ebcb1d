"""Messages between judge and solution: a length, and JSON."""

import json
import socket
import struct
from typing import Any

_SIZE = struct.Struct("!I")
_MOST = 16 << 20


class Gone(Exception):
    """The other side has closed, or said what cannot be read."""


def send(line: socket.socket, told: Any) -> None:
    """Send a message."""
    data = json.dumps(told).encode()
    if len(data) > _MOST:
        raise ValueError("more data than can be handed over")
    try:
        line.sendall(_SIZE.pack(len(data)) + data)
    except OSError as error:
        raise Gone from error


def receive(line: socket.socket) -> Any:
    """The next message; raises Gone."""
    size = _SIZE.unpack(_exactly(line, _SIZE.size))[0]
    if size > _MOST:
        raise Gone
    data = _exactly(line, size)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Gone from error


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        try:
            piece = line.recv(size - len(data))
        except OSError as error:
            raise Gone from error
        if not piece:
            raise Gone
        data += piece
    return bytes(data)
