"""The table of typefaces as a style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.typefaces.table import FREE_FONTS, TYPEFACES, FreeFont, Typeface

SHEET = "typefaces.css"
"""Its name, by which `official.css` imports it; there is no such file."""


@cache
def sheet() -> str:
    """The fonts that go by another name, and a variable with the chain of fonts for each typeface."""
    renamed = "\n".join(_font_face(font) for font in FREE_FONTS if font.alias)
    chains = "\n".join(f"  {each.variable}: {_chain(each)};" for each in TYPEFACES)
    return f"{renamed}\n:root {{\n{chains}\n}}\n"


def families(names: Sequence[str]) -> str:
    """Font families for `font-family`; names of several words need no quotes there."""
    return ", ".join(names)


def _font_face(font: FreeFont) -> str:
    only = f"; unicode-range: {font.only}" if font.only else ""
    return f'@font-face {{ font-family: "{font.alias}"; src: local("{font.cut}"){only} }}'


def _chain(typeface: Typeface) -> str:
    names = (*typeface.names, *(font.css_name for font in typeface.print_chain))
    return ", ".join([*(f'"{name}"' for name in names), typeface.generic])
