"""The colours of a file: a profile of sRGB, by which red, green and blue mean the same everywhere.

Written from the figures of the standard, so that it is free of anyone's rights and the same bytes every time;
the profiles that are handed about are five times as large, a share that shows in a paper of one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from struct import pack
from typing import Final

CONDITION: Final = "sRGB IEC61966-2.1"
"""What the colours are called in the register of the ICC."""

_ONE = 1 << 16
"""Numbers of a profile count 65536ths (s15Fixed16Number)."""
_WHITE = (0.9642, 1.0, 0.8249)
"""D50, which the ICC relates all colours to."""
_COLUMNS = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""Red, green and blue of IEC 61966-2-1, seen in that white (ICC.1:2010, annex E)."""
_ADAPTED = (1.04790, 0.02292, -0.05020, 0.02960, 0.99046, -0.01707, -0.00925, 0.01508, 0.75168)
"""From the white of screens, D65, to that white: Bradford's matrix."""
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""How light grows with a value: a power, and a straight line below the last figure (type 3)."""


@cache
def profile() -> bytes:
    """The profile (ICC.1:2010, version 4.2)."""
    curve = b"para" + pack(">IHH", 0, 3, 0) + _fixed(_CURVE)
    tags = {
        b"desc": _words("sRGB"),
        b"cprt": _words("CC0"),
        b"wtpt": _xyz(_WHITE),
        b"chad": b"sf32" + pack(">I", 0) + _fixed(_ADAPTED),
        **{name: _xyz(column) for name, column in _COLUMNS.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = _laid_out(tags)
    head = pack(
        ">I4sI4s4s4s6H4s28x3I48x",
        *(_HEAD_BYTES + len(table) + len(body), b"", 0x04200000, b"mntr", b"RGB ", b"XYZ "),
        *(2010, 1, 1, 0, 0, 0, b"acsp"),  # a profile has to tell a date: that of its standard
        *(round(value * _ONE) for value in _WHITE),
    )
    return head + table + body


_HEAD_BYTES = 128


def _laid_out(tags: Mapping[bytes, bytes]) -> tuple[bytes, bytes]:
    """The table of tags and what it points to; what is equal stands there once."""
    start = _HEAD_BYTES + 4 + 12 * len(tags)
    table, body = pack(">I", len(tags)), b""
    places: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += pack(">4sII", name, places[data], len(data))
    return table, body


def _words(words: str) -> bytes:
    data = words.encode("utf-16-be")
    return b"mluc" + pack(">III4sII", 0, 1, 12, b"enUS", len(data), 28) + data


def _xyz(values: Iterable[float]) -> bytes:
    return b"XYZ " + pack(">I", 0) + _fixed(values)


def _fixed(values: Iterable[float]) -> bytes:
    return b"".join(pack(">i", round(value * _ONE)) for value in values)
