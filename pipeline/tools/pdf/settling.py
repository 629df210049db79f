"""pikepdf: the PDF that LibreOffice wrote, settled: the same document gives the same bytes.

Left to itself, every run writes its own moment (also into the profile of its colours) and a random number, and
from 25.2 on it writes the fonts in the order in which they happened to lie in memory, and numbers them by it.

Its fonts of Type 1 become CFF: `page` takes them for no fonts, as it knows the head `%!PS-AdobeFont` but not
`%!FontType1`, and reads numbers of five bytes as fractions.  They look the same and are a third smaller.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    Pdf,
    PikepdfError,
    Stream,
    StreamDecodeLevel,
)

from pipeline.tools.fonttools import compact
from pipeline.tools.pdffile import PdfFile
from pipeline.tools.srgb import profile
from pipeline.tools.xmp import Claims, xmp

NONE = Claims(lasting=False, accessible=False)

_PLAINLY: Final = {
    "object_stream_mode": ObjectStreamMode.disable,
    "stream_decode_level": StreamDecodeLevel.none,
    "fix_metadata_version": False,
    "static_id": True,
}


def settle(pdf: bytes) -> bytes:
    """The PDF without what is only of this run; what cannot be read comes back as it is."""
    try:
        with opened(pdf) as document:
            _drop(document.docinfo, Name.CreationDate, Name.ModDate)
            for each in document.objects:
                if isinstance(each, Dictionary) and Name.FontFile in each:
                    _make_compact(each)
            for intent in document.Root.get(Name.OutputIntents, ()):
                intent[Name.DestOutputProfile].write(profile())
            return written(document)
    except (PikepdfError, ValueError, KeyError):
        return pdf


def opened(pdf: bytes) -> Pdf:
    """A PDF of ours, to be changed.

    Raises:
        PikepdfError: It is none.
    """
    return Pdf.open(BytesIO(pdf), suppress_warnings=True)


def written(pdf: Pdf, claims: Claims = NONE) -> bytes:
    """The PDF with an identity that follows from all the rest of it; it claims to be nothing else.

    Its objects stand in the order in which they are found from the document's root, those that are no streams packed.
    qpdf packs them too, but one pack in 256 would end as a line may end, and `page` cannot tell its length then.
    """
    _tell(pdf, claims)
    buffer = BytesIO()
    pdf.save(buffer, **_PLAINLY)
    file = PdfFile()
    with Pdf.open(buffer) as ordered:
        for each in ordered.objects:
            if isinstance(each, Stream):
                entries = Dictionary(dict(each.stream_dict.items()))
                del entries[Name.Length]
                file.add_stream(each.read_raw_bytes(), entries.unparse()[2:-2], is_deflated=False)
            else:
                file.add(_plain(each))
        return file.written(
            catalog=ordered.Root.objgen[0], info=ordered.trailer[Name.Info].objgen[0]
        )


def _plain(each: Any) -> bytes:
    """An object that is no stream; numbers and references to nothing come as Python's own."""
    if isinstance(each, Object):
        return each.unparse(resolved=True)
    return Array([each]).unparse()[1:-1]


def _tell(pdf: Pdf, claims: Claims) -> None:
    """Say as XMP what the file says of itself, and claims to be."""
    said = [(name.removeprefix("/"), str(each)) for name, each in pdf.docinfo.items()]
    pdf.Root[Name.Metadata] = Stream(
        pdf, xmp(said, claims), Dictionary(Type=Name.Metadata, Subtype=Name.XML)
    )


def _drop(entries: Any, *keys: Name) -> None:
    for key in keys:
        if key in entries:
            del entries[key]


def _make_compact(descriptor: Any) -> None:
    """Put CFF in the place of a Type 1 font; one that LibreOffice did not write stays as it is."""
    font = descriptor[Name.FontFile]
    try:
        made = compact(font.read_bytes(), int(font[Name.Length1]), int(font[Name.Length2]))
    except (ValueError, KeyError):
        return
    _drop(font, Name.Length1, Name.Length2, Name.Length3)
    font[Name.Subtype] = Name.Type1C
    font.write(made.data)
    descriptor[Name.FontFile3] = font
    del descriptor[Name.FontFile]
    # Which glyphs there are: what knows the kind of subset by its font, and not by its program, asks for it.
    descriptor[Name.CharSet] = "".join(f"/{name}" for name in made.glyphs)
