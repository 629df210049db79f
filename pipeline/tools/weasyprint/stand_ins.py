"""Which typeface each official font really comes out in, on this computer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.tools.weasyprint import drawing, layout
from pipeline.typefaces.table import TYPEFACES, Typeface


@cache
def stand_ins(templates: Path) -> Mapping[str, str]:
    """For each official font of the table that is not installed, the font that stands in for it.

    Found out by setting a line in each, so it holds for every system.  A font that stands in and is
    missing itself would leave "" here.
    """
    found = ((each, _family_of(each, templates)) for each in TYPEFACES)
    return {each.word: family for each, family in found if not each.is_real(family)}


def _family_of(typeface: Typeface, templates: Path) -> str:
    resources = layout.Resources(folders=(templates / "_shared",))
    html = (
        '<html lang="zh-CN"><head><title>字体</title><link rel="stylesheet" href="official.css">'
        "<style>@page :right { @bottom-right { content: none } }</style></head>"
        f'<body style="font-family: var({typeface.variable})">永</body></html>'
    )
    laid_out = layout.lay_out(html, resources=resources, where="字体检查")
    return next(iter(drawing.draw(laid_out).fonts), "")
