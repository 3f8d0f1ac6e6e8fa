"""zstd by the system's own library, which Debian always has: Python's standard library has none."""

import ctypes
import ctypes.util

_LIBRARY = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
for _name, _result, _arguments in (
    ("ZSTD_compressBound", ctypes.c_size_t, [ctypes.c_size_t]),
    ("ZSTD_compress", ctypes.c_size_t, [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]),
    ("ZSTD_decompress", ctypes.c_size_t, [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]),
    ("ZSTD_isError", ctypes.c_uint, [ctypes.c_size_t]),
):
    _function = getattr(_LIBRARY, _name)
    _function.restype, _function.argtypes = _result, _arguments

# No page is larger once decompressed, whatever its frame claims.
PAGE_BYTES = 8 * 1024 * 1024


def compress(data):
    room = _LIBRARY.ZSTD_compressBound(len(data))
    out = ctypes.create_string_buffer(room)
    size = _LIBRARY.ZSTD_compress(out, room, data, len(data), 3)
    if _LIBRARY.ZSTD_isError(size):
        raise ValueError("zstd")
    return out.raw[:size]


def decompress(data):
    out = ctypes.create_string_buffer(PAGE_BYTES)
    size = _LIBRARY.ZSTD_decompress(out, PAGE_BYTES, data, len(data))
    if _LIBRARY.ZSTD_isError(size):
        raise ValueError("not zstd, or larger than a page may be")
    return out.raw[:size]
