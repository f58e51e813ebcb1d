"""Addresses of services, as users give them."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from selfinstruct.errors import UsageError
from selfinstruct.models.http.errors import printable_line


def checked_url(address: str, what: str, example: str, advice: str = "") -> str:
    """The address without a slash at its end. Raises UsageError for one that is none, or that holds a secret.

    `what` names it in the message, `example` shows what it must look like, `advice` says where a secret belongs.
    """
    address = address.rstrip("/")
    try:
        parts = urlsplit(address)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        plain = not (parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        valid = plain = False
    if valid and not plain:
        raise UsageError(f"the {what} must hold no user, password, query or fragment{advice}")
    if not valid:
        raise UsageError(f"the {what} {printable_line(address)!r} is not a valid URL; it must look like {example}")
    return address


def is_loopback(address: str) -> bool:
    """Whether what answers at the address runs on this machine, as far as its name tells."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", "docker.internal"))
