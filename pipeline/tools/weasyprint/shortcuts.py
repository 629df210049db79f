"""Two questions that layout asks thousands of times a paper, answered the short way where there is one.

`install` replaces functions of WeasyPrint by ones that give the same answers: lengths that are pixels or
`auto` already are not looked at as if they might be percentages, and the height of an empty line is kept by
the properties themselves, not by their description in words.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.layout import inline, percent
from weasyprint.text import line_break

from pipeline.tools.weasyprint.fontmap import Fonts

_AUTO_IS_NONE = frozenset({"min_width", "min_height"})
_READ = (
    "font_size", "line_height", "font_style", "font_stretch", "font_weight", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings",
    "font_language_override", "lang",
)  # fmt: skip
"""The properties that `strut` reads, besides the families."""

_resolve_slowly = percent.resolve_one_percentage
_strut_slowly = line_break.strut


def install() -> None:
    """Take the short ways in this process; a second call does nothing."""
    percent.resolve_one_percentage = resolve_one_percentage
    inline.strut = strut


def resolve_one_percentage(box: Any, property_name: str, refer_to: Any) -> None:
    """Replace `weasyprint.layout.percent.resolve_one_percentage`."""
    value = box.style[property_name]
    if type(value) is Dimension and value.unit == "px":
        setattr(box, property_name, value.value)
    elif type(value) is str and value == "auto":
        setattr(box, property_name, 0 if property_name in _AUTO_IS_NONE else value)
    else:
        _resolve_slowly(box, property_name, refer_to)


def strut(style: Any) -> tuple[float, float]:
    """Replace `weasyprint.text.line_break.strut`: height and baseline of an empty line."""
    fonts = style.font_config
    if not isinstance(fonts, Fonts):
        return _by_weasyprint(style)
    key = (*style["font_family"], *map(style.__getitem__, _READ))
    try:
        return fonts.struts[key]
    except KeyError:
        found = fonts.struts[key] = _by_weasyprint(style)
        return found
    except TypeError:  # a length that is still to be computed
        return _by_weasyprint(style)


def _by_weasyprint(style: Any) -> tuple[float, float]:
    found: tuple[float, float] = _strut_slowly(style)
    return found
