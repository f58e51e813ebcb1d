"""Calls of PDFium that are made for every word, without what ctypes does to check and convert their arguments."""

import ctypes
from collections.abc import Callable
from typing import Any, TypeAlias

# An argument that is a pointer, converted once for all calls that it is passed to.
Pointer: TypeAlias = Any


def direct(function: Any, result: Any) -> Callable[..., Any]:
    """A function of PDFium that takes its arguments as they come: ints for those of C, a `pointer` for pointers.

    `result` is the C type of what it gives; c_void_p gives an address, None for a null pointer.
    """
    call: Callable[..., Any] = ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)
    return call


def pointer(handle: Any) -> Pointer:
    """What a `direct` function takes for a handle of PDFium's."""
    return to_address(ctypes.cast(handle, ctypes.c_void_p).value)


# The same for an address that such a function gave.
to_address: Callable[[int | None], Pointer] = ctypes.c_void_p.from_param
