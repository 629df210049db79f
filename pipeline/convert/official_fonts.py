"""What LibreOffice takes for each official font that is not installed on this computer."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.convert.proof import proofread
from pipeline.errors import WuxiaoError
from pipeline.papers.manifest import StandIn
from pipeline.tools.office.program import convert_to_pdf
from pipeline.tools.word.samples import lines_in
from pipeline.typefaces.table import TYPEFACES


def office_stand_ins() -> tuple[StandIn, ...]:
    """For each official font that is not installed, what LibreOffice takes for it.

    Found out by converting a line in each.

    Raises:
        ToolMissingError: There is no LibreOffice.
        ToolFailedError: It does not convert.
        MissingGlyphError: There is no Chinese font at all.
    """
    with tempfile.TemporaryDirectory(prefix="wuxiao-fonts-", ignore_cleanup_errors=True) as name:
        word = Path(name) / "fonts.docx"
        fonts = (each.word for each in TYPEFACES)
        word.write_bytes(lines_in(dict(zip(fonts, "永和九年岁", strict=True))))
        (pdf,) = convert_to_pdf([word], Path(name))
        if isinstance(pdf, WuxiaoError):
            raise pdf
        return proofread(word.read_bytes(), pdf.read_bytes(), name=word.name).stand_ins
