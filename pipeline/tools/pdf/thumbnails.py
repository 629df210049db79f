"""pypdfium2: a picture of a page of a finished paper."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2

from pipeline.errors import OutputError, reason


def thumbnail(
    pdf: bytes | Path, *, page: int = 1, width_px: int = 180, is_waited_for: bool = False
) -> bytes:
    """A WebP picture of a page of a PDF, counted from 1, `width_px` wide.

    Args:
        pdf: The PDF.
        page: Counted from 1.
        width_px: Width of the picture.
        is_waited_for: Somebody looks on: half the time, for a file that is 4 % larger.

    Raises:
        OutputError: The PDF cannot be read.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise OutputError("PDF读不出来，小图没有生成", why=reason(error, "文件已损坏")) from error
    try:
        drawn = document[page - 1]
        scale = width_px / drawn.get_width()
        image = drawn.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=70, method=2 if is_waited_for else 4)
    return buffer.getvalue()
