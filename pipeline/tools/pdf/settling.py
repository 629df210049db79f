"""The PDF that LibreOffice wrote, settled: the same document gives the same bytes.

Left to itself, every run writes its own moment (also into the profile of its colours) and a random number, and
from 25.2 on it writes the fonts in the order in which they happened to lie in memory, and numbers them by it.

Its fonts of Type 1 become CFF: `page` takes them for no fonts, as it knows the head `%!PS-AdobeFont` but not
`%!FontType1`, and reads numbers of five bytes as fractions.  They look the same and are a third smaller.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import a85encode
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)

from pipeline.tools.fonttools import compact
from pipeline.tools.srgb import profile
from pipeline.tools.xmp import Claims, xmp

_MOMENTS = ("/CreationDate", "/ModDate")

NONE = Claims(lasting=False, accessible=False)

_TRAILER = b"trailer\n<<\n"


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
    for each in list(writer._objects):
        if isinstance(each, DictionaryObject) and "/FontFile" in each:
            _make_compact(each)
    for intent in writer.root_object.get("/OutputIntents", ()):
        _replace(intent.get_object()["/DestOutputProfile"].get_object(), profile())
    return written(writer)


def written(writer: PdfWriter, claims: Claims = NONE) -> bytes:
    """The PDF with an identity that follows from all the rest of it; it claims to be nothing else."""
    _tell(writer, claims)
    for each in writer._objects:
        if isinstance(each, StreamObject) and each._data.endswith(b"\r"):
            _end_otherwise(each)
    writer._ID = None  # that of the file it comes from
    stream = BytesIO()
    writer.write(stream)
    pdf = stream.getvalue()
    body, trailer, end = pdf.rpartition(_TRAILER)
    digest = hashlib.sha256(pdf).hexdigest()[:32].upper().encode()
    return body + trailer + b"/ID [ <%b> <%b> ]\n" % (digest, digest) + end


def _tell(writer: PdfWriter, claims: Claims) -> None:
    """Say as XMP what the file says of itself, and claims to be."""
    said = [(name.removeprefix("/"), str(each)) for name, each in (writer.metadata or {}).items()]
    stream = StreamObject()
    stream.set_data(xmp(said, claims))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    root = writer.root_object
    if "/Metadata" in root:
        writer._replace_object(root.raw_get("/Metadata"), stream)
    else:
        root[NameObject("/Metadata")] = writer._add_object(stream)


def _end_otherwise(stream: Any) -> None:
    """Have packed data that end as a line may, by chance, end otherwise: nobody can tell their length then."""
    filters, settings = stream.get("/Filter"), stream.get("/DecodeParms")
    stream._data = a85encode(stream._data) + b"~>"
    earlier = [] if filters is None else filters if isinstance(filters, ArrayObject) else [filters]
    stream[NameObject("/Filter")] = ArrayObject([NameObject("/ASCII85Decode"), *earlier])
    if settings is not None:
        given = settings if isinstance(settings, ArrayObject) else [settings]
        stream[NameObject("/DecodeParms")] = ArrayObject([NullObject(), *given])


def _make_compact(descriptor: DictionaryObject) -> None:
    """Put CFF in the place of a Type 1 font; one that LibreOffice did not write stays as it is."""
    font: Any = descriptor["/FontFile"].get_object()
    try:
        made = compact(font.get_data(), font["/Length1"], font["/Length2"])
    except (ValueError, KeyError):
        return
    for key in ("/Length1", "/Length2", "/Length3"):
        font.pop(key, None)
    font[NameObject("/Subtype")] = NameObject("/Type1C")
    _replace(font, made.data)
    descriptor[NameObject("/FontFile3")] = descriptor.raw_get("/FontFile")
    del descriptor["/FontFile"]
    # Which glyphs there are: what knows the kind of subset by its font, and not by its program, asks for it.
    descriptor[NameObject("/CharSet")] = TextStringObject(
        "".join(f"/{name}" for name in made.glyphs)
    )


def _replace(stream: Any, data: bytes) -> None:
    """Give a stream other data."""
    stream._data = zlib.compress(data)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream.pop("/DecodeParms", None)
