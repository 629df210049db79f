"""The smallest MP4 that says how long it is: one video track, no samples."""

from __future__ import annotations

import struct


def _box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _full(kind: bytes, flags: int, *content: bytes) -> bytes:
    return _box(kind, struct.pack(">I", flags), *content)


def mp4(seconds: int) -> bytes:
    """An MP4 of a length in seconds."""
    length, matrix = (
        seconds * 1000,
        struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000),
    )
    mvhd = _full(b"mvhd", 0, struct.pack(">IIII", 0, 0, 1000, length),
                 struct.pack(">IHHII", 0x10000, 0x100, 0, 0, 0), matrix, bytes(24), struct.pack(">I", 2))  # fmt: skip
    tkhd = _full(b"tkhd", 7, struct.pack(">IIIII", 0, 0, 1, 0, length), bytes(16), matrix,
                 struct.pack(">II", 320 << 16, 240 << 16))  # fmt: skip
    mdhd = _full(b"mdhd", 0, struct.pack(">IIIIHH", 0, 0, 1000, length, 0x55C4, 0))
    hdlr = _full(b"hdlr", 0, bytes(4), b"vide", bytes(12), b"v\0")
    entry = _box(b"mp4v", bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">HH", 320, 240),
                 struct.pack(">IIIH", 0x480000, 0x480000, 0, 1), bytes(32), struct.pack(">Hh", 24, -1))  # fmt: skip
    stbl = _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">I", 1), entry),
        _full(b"stts", 0, struct.pack(">III", 1, 1, length)),
        _full(b"stsc", 0, struct.pack(">I", 0)),
        _full(b"stsz", 0, struct.pack(">III", 0, 1, 8)),
        _full(b"stco", 0, struct.pack(">I", 0)),
    )
    minf = _box(b"minf", _full(b"vmhd", 1, bytes(8)), stbl)
    trak = _box(b"trak", tkhd, _box(b"mdia", mdhd, hdlr, minf))
    head = _box(b"ftyp", b"isom", struct.pack(">I", 512), b"isommp41")
    return head + _box(b"moov", mvhd, trak) + _box(b"mdat", bytes(8))
