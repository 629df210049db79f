"""Which typeface each official font really comes out in, on this computer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from weasyprint.text.ffi import pango

from pipeline.tools.weasyprint import drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.typefaces.table import TYPEFACES, Typeface


@cache
def stand_ins(templates: Path) -> Mapping[str, str]:
    """For each official font of the table that is not installed, the font that stands in for it.

    Found out by setting a line in each, so it holds for every system.  A font that stands in and is
    missing itself would leave "" here.
    """
    found = ((each, _family_of(each, templates)) for each in TYPEFACES)
    return {each.word: family for each, family in found if not each.is_real(family)}


def pango_version() -> str:
    """Which Pango lays out here."""
    number: int = pango.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def font_files(templates: Path) -> Mapping[str, tuple[str, ...]]:
    """By family, the files of the fonts that are drawn with where the table's names are asked for."""
    names = {name for each in TYPEFACES for name in each.names}
    names |= {font.css_name for each in TYPEFACES for font in each.print_chain}
    asked = [f'"{name}"' for name in sorted(names)] + [
        f"var({each.variable})" for each in TYPEFACES
    ]
    lines = (f"<p style='font-family: {name}'>永A<b>永A</b></p>" for name in asked)
    found: dict[str, set[str]] = {}
    for face in _drawn("".join(lines), templates).faces:
        found.setdefault(face.family, set()).add(face.file)
    return {family: tuple(sorted(files)) for family, files in sorted(found.items())}


def _family_of(typeface: Typeface, templates: Path) -> str:
    line = f"<p style='font-family: var({typeface.variable})'>永</p>"
    return next(iter(_drawn(line, templates).fonts), "")


def _drawn(body: str, templates: Path) -> Drawn:
    html = (
        '<html lang="zh-CN"><head><title>字体</title><link rel="stylesheet" href="official.css">'
        "<style>@page :right { @bottom-right { content: none } }</style></head>"
        f"<body>{body}</body></html>"
    )
    resources = layout.Resources(folders=(templates / "_shared",))
    return drawing.draw(layout.lay_out(html, resources=resources, where="字体检查"))
