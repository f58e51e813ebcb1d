"""What a runner and its slots tell each other over a socket: JSON of a stated length, and bytes of a stated length."""

import json
import socket
import struct
from typing import Any

SIZE = struct.Struct("!Q")


def send(control: socket.socket, told: Any) -> None:
    """Send a value as JSON; surrogates in its texts arrive as they are."""
    data = json.dumps(told).encode()
    control.sendall(SIZE.pack(len(data)) + data)


def receive(control: socket.socket) -> Any:
    """The next value, None where the other side has closed."""
    head = exactly(control, SIZE.size)
    return None if head is None else json.loads(exactly(control, SIZE.unpack(head)[0]) or b"null")


def send_bytes(control: socket.socket, data: bytes) -> None:
    """Send bytes with their length."""
    control.sendall(SIZE.pack(len(data)))
    control.sendall(data)


def receive_bytes(control: socket.socket) -> bytes | None:
    """The next bytes, None where the other side has closed."""
    head = exactly(control, SIZE.size)
    return None if head is None else exactly(control, SIZE.unpack(head)[0])


def exactly(control: socket.socket, size: int) -> bytes | None:
    """So many bytes, None where the other side closes before."""
    parts, left = [], size
    while left:
        data = control.recv(min(left, 1 << 20))
        if not data:
            return None
        parts.append(data)
        left -= len(data)
    return b"".join(parts)
