"""The PDF that LibreOffice wrote, settled: the same document gives the same bytes.

Left to itself, every run writes its own moment and a random number, and from 25.2 on it writes the fonts
in the order in which they happened to lie in memory, and numbers them by it.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate, count
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import StreamObject

_MOMENTS = ("/CreationDate", "/ModDate")

_TRAILER = b"trailer\n<<\n"

_FIRST_ID = 4100001
"""What LibreOffice numbers its first font with; each has seven digits, so lengths stay as they are."""
_UNIQUE_ID = re.compile(rb"(/UniqueID )\d{7}\b")

_KEY, _FACTOR, _TERM, _MASK = 55665, 52845, 22719, 0xFFFF
"""The encryption of Type 1 fonts (Adobe Type 1 Font Format, 7.1)."""


def settle(pdf: bytes) -> bytes:
    """The PDF without what is only of this run; what cannot be read comes back as it is.

    Its objects are written anew in the order in which they are found from the document's root.
    """
    try:
        reader = PdfReader(BytesIO(pdf))
        writer = PdfWriter(clone_from=reader)
        writer.pdf_header = reader.pdf_header
    except (PyPdfError, ValueError, KeyError):
        return pdf
    said = dict(writer.metadata or {})
    writer.metadata = {name: each for name, each in said.items() if name not in _MOMENTS}
    for number, font in zip(count(_FIRST_ID), _type1_fonts(writer), strict=False):
        _number(font, number)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """The PDF with an identity that follows from all the rest of it."""
    writer._ID = None  # that of the file it comes from
    stream = BytesIO()
    writer.write(stream)
    pdf = stream.getvalue()
    body, trailer, end = pdf.rpartition(_TRAILER)
    digest = hashlib.sha256(pdf).hexdigest()[:32].upper().encode()
    return body + trailer + b"/ID [ <%b> <%b> ]\n" % (digest, digest) + end


def _type1_fonts(writer: PdfWriter) -> Iterator[Any]:
    """The font programs that carry a number, in the order of the document."""
    for each in writer._objects:
        if isinstance(each, StreamObject) and "/Length1" in each and "/Length3" in each:
            yield each


def _number(font: Any, number: int) -> None:
    """Give a Type 1 font a number: in clear, and again in its encrypted part."""
    data = font.get_data()
    start = font["/Length1"]
    end = start + font["/Length2"]
    wanted = rb"\g<1>%d" % number
    clear = _UNIQUE_ID.sub(wanted, data[:start])
    private = _UNIQUE_ID.sub(wanted, _decrypted(data[start:end]))
    font._data = zlib.compress(clear + _encrypted(private) + data[end:])


def _decrypted(data: bytes) -> bytes:
    keys = accumulate(data, lambda key, byte: (byte + key) * _FACTOR + _TERM & _MASK, initial=_KEY)
    return bytes(byte ^ key >> 8 for byte, key in zip(data, keys, strict=False))


def _encrypted(plain: bytes) -> bytes:
    key, data = _KEY, bytearray()
    for byte in plain:
        cipher = byte ^ key >> 8
        data.append(cipher)
        key = (cipher + key) * _FACTOR + _TERM & _MASK
    return bytes(data)
