"""pikepdf: content drawn over the pages of a PDF that LibreOffice wrote."""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Name, PikepdfError, Stream

from pipeline.errors import OutputError, reason
from pipeline.tools.pdf.settling import opened, written


def overlaid(pdf: bytes, contents: Sequence[bytes]) -> bytes:
    """The PDF with content drawn over each page, in the coordinates of an empty page.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        with opened(pdf) as document:
            save, restore = (Stream(document, each) for each in (b"q", b"Q"))
            for page, content in zip(document.pages, contents, strict=True):
                own = page.obj.get(Name.Contents, Array())
                streams = own if isinstance(own, Array) else [own]
                over = Stream(document, content)
                page.obj[Name.Contents] = Array([save, *streams, restore, over])
            return written(document)
    except (PikepdfError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error
