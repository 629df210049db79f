"""A PDF file as numbered objects; those that are no streams are packed together."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, TypeVar

from pydyf import String

DEFLATE_LEVEL: Final = 6
"""Level 9 takes twice the time for a hundredth less."""

PACK = 128
"""Objects packed together: readers that want one unpack its neighbours too."""

_T = TypeVar("_T")
_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_OFFSET_BYTES, _PLACE_BYTES = 4, 2


def number(value: float) -> bytes:
    """A number in PDF syntax, to a millionth."""
    return f"{value:.6f}".rstrip("0").rstrip(".").encode()


def numbers(values: tuple[float, ...]) -> bytes:
    """An array of numbers."""
    return b"[%s]" % b" ".join(map(number, values))


def text(words: str) -> bytes:
    """A string for people."""
    data: bytes = String(words).data
    return data


def info(entries: Sequence[tuple[str, str]]) -> bytes:
    """The dictionary of what a file says of itself, by names such as `Title`; empty texts are left out."""
    told = (b"/%s%s" % (name.encode(), text(words)) for name, words in entries if words)
    return b"<<%s>>" % b"".join(told)


def reference(to: int) -> bytes:
    """How one object names another."""
    return b"%d 0 R" % to


def references(to: list[int]) -> bytes:
    """An array of references."""
    return b"[%s]" % b" ".join(map(reference, to))


def deflated(data: bytes) -> bytes:
    """A stream's data, packed."""
    return zlib.compress(data, DEFLATE_LEVEL)


def batches(values: Sequence[_T], most: int) -> Iterator[Sequence[_T]]:
    """The values, so many at a time (`itertools.batched` came with Python 3.12)."""
    for start in range(0, len(values), most):
        yield values[start : start + most]


class PdfFile:
    """Takes objects and writes them; the first object is number 1."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._plain: dict[int, bytes] = {}
        self._streams: dict[int, tuple[bytes, bytes]] = {}

    def reserve(self) -> int:
        """A number for an object that is still to come."""
        return next(self._numbers)

    def put(self, place: int, body: bytes) -> None:
        """Give a reserved number its object."""
        self._plain[place] = body

    def add(self, body: bytes) -> int:
        """Add an object."""
        place = self.reserve()
        self._plain[place] = body
        return place

    def add_stream(self, data: bytes, entries: bytes = b"", *, is_deflated: bool = True) -> int:
        """Add a stream.

        Args:
            data: What it holds, packed already.
            entries: Of its dictionary, but for its length and, if it is deflated, its filter.
            is_deflated: Whether that is how it is packed.
        """
        place = self.reserve()
        packed = b"/Filter/FlateDecode" if is_deflated else b""
        self._streams[place] = entries + packed, data
        return place

    def written(self, *, catalog: int, info: int) -> bytes:
        """The file, with an identity that follows from all the rest of it.

        Args:
            catalog: Number of the catalogue.
            info: Number of the information about the file.
        """
        rows: dict[int, bytes] = {0: _row(0, 0, 0xFFFF)}
        for pack in batches(sorted(self._plain.items()), PACK):
            holder = self._add_pack(pack)
            rows |= {name: _row(2, holder, place) for place, (name, _) in enumerate(pack)}
        index = self.reserve()
        parts, position = [_HEADER], len(_HEADER)
        for name, (entries, data) in sorted(self._streams.items()):
            rows[name] = _row(1, position, 0)
            parts.append(_stream(name, entries, data))
            position += len(parts[-1])
        rows[index] = _row(1, position, 0)
        table = deflated(b"".join(rows[name] for name in range(index + 1)))
        own = b"<%s>" % _identity([*parts, table])
        entries = b"/Type/XRef/Size %d/W[1 %d %d]/Root %s/Info %s/ID[%s%s]/Filter/FlateDecode" % (
            index + 1, _OFFSET_BYTES, _PLACE_BYTES, reference(catalog), reference(info), own, own,
        )  # fmt: skip
        parts.append(_stream(index, entries, table))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)

    def _add_pack(self, pack: Sequence[tuple[int, bytes]]) -> int:
        offsets, position = [], 0
        for name, body in pack:
            offsets.append(b"%d %d" % (name, position))
            position += len(body) + 1
        head = b" ".join(offsets) + b"\n"
        data = head + b"\n".join(body for _, body in pack)
        entries = b"/Type/ObjStm/N %d/First %d" % (len(pack), len(head))
        return self.add_stream(deflated(data), entries)


def _identity(parts: Sequence[bytes]) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32].encode()


def _row(kind: int, first: int, second: int) -> bytes:
    fields = ((kind, 1), (first, _OFFSET_BYTES), (second, _PLACE_BYTES))
    return b"".join(value.to_bytes(length, "big") for value, length in fields)


def _stream(name: int, entries: bytes, data: bytes) -> bytes:
    head = b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (name, entries, len(data))
    end = b"\r\n" if data.endswith(b"\r") else b"\n"  # a \r before \n is read as one end of a line
    return head + data + end + b"endstream\nendobj\n"
