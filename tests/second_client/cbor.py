"""CBOR (RFC 8949) in its deterministic form, as far as docs/protocol.md section 2 needs it.

Values: None, int (64 bits), float (written as 64 bits), str, bytes, list. `Tag` wraps a tagged value.
"""

import math
import struct


class Malformed(Exception):
    """The bytes are not deterministic CBOR."""


class Tag:
    def __init__(self, number, value):
        self.number = number
        self.value = value


def _head(major, number):
    for info, size, form in ((24, 8, ">B"), (25, 16, ">H"), (26, 32, ">I"), (27, 64, ">Q")):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << size:
            return bytes([major << 5 | info]) + struct.pack(form, number)
    raise ValueError("beyond 64 bits")


def encode(value):
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        raise TypeError("yes and no travel as 1 and 0")
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, Tag):
        return _head(6, value.number) + encode(value.value)
    raise TypeError(type(value))


def decode(data):
    """The one item that `data` is."""
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise Malformed("something follows")
    return value


def decode_sequence(data):
    """The items of a CBOR sequence (RFC 8742)."""
    items, at = [], 0
    while at < len(data):
        value, at = _item(data, at, 0)
        items.append(value)
    return items


def _take(data, at, length):
    if at + length > len(data):
        raise Malformed("cut short")
    return data[at : at + length], at + length


def _item(data, at, depth):
    if depth > 16:
        raise Malformed("too deep")
    first, at = _take(data, at, 1)
    major, info = first[0] >> 5, first[0] & 31
    if major == 7:
        if info == 22:
            return None, at
        if info == 27:
            number, at = _take(data, at, 8)
            (number,) = struct.unpack(">d", number)
            if not math.isfinite(number):
                raise Malformed("not a finite number")
            return number, at
        raise Malformed("a simple value that the protocol has not")
    number, at = _argument(data, at, info)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        taken, at = _take(data, at, number)
        try:
            return (taken if major == 2 else taken.decode()), at
        except UnicodeDecodeError as error:
            raise Malformed("text that is not UTF-8") from error
    if major == 4:
        items = []
        for _ in range(number):
            value, at = _item(data, at, depth + 1)
            items.append(value)
        return items, at
    if major == 6:
        value, at = _item(data, at, depth + 1)
        return Tag(number, value), at
    raise Malformed("a map")


def _argument(data, at, info):
    if info < 24:
        return info, at
    if info > 27:
        raise Malformed("indefinite length")
    size = 1 << (info - 24)
    taken, at = _take(data, at, size)
    number = int.from_bytes(taken, "big")
    if number < (24, 1 << 8, 1 << 16, 1 << 32)[info - 24]:
        raise Malformed("a longer number than needed")
    return number, at
