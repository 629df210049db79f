"""What Pango needs to know of a style, set up once and not once a text.

WeasyPrint makes a context, a font description and the metrics of its lines anew for every piece of text
that it measures or draws.
"""

from __future__ import annotations

from typing import Any

from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.line_break import Layout

from pipeline.tools.weasyprint import libraries  # noqa: F401 — declares what is called here
from pipeline.tools.weasyprint.fontmap import Fonts

_MOST = 1024
"""Styles remembered; more than any paper has."""

_READ = (
    "direction", "font_language_override", "lang", "font_style", "font_stretch", "font_weight", "font_size",
    "font_variant_caps", "font_variation_settings", "font_kerning",
    "font_variant_ligatures", "font_variant_position", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip
"""The properties that `Layout.setup` reads, besides the families and whether there are lines."""

_KEPT = (
    "language", "ascent", "underline_position", "strikethrough_position", "underline_thickness",
    "strikethrough_thickness",
)  # fmt: skip
"""The attributes that it sets, besides the layout itself."""


_set_up_anew = Layout.setup


def install() -> None:
    """Set up each style once in this process; a second call does nothing."""
    Layout.setup = _set_up


def _set_up(layout: Any, style: Any) -> None:
    """Replace `Layout.setup`: the same, from what a like style has set up."""
    fonts = style.font_config
    if not isinstance(fonts, Fonts):
        _set_up_anew(layout, style)
        return
    has_lines = style["text_decoration_line"] != "none"
    key = (*style["font_family"], has_lines, *map(style.__getitem__, _READ))
    kept = fonts.contexts.get(key)
    if kept is None:
        _set_up_anew(layout, style)
        # Attributes belong to one text: a layout that has them from the start is no model.
        if pango.pango_layout_get_attributes(layout.layout) == ffi.NULL:
            _keep(fonts, key, layout)
        return
    context, description, attributes, _ = kept
    layout.__dict__.update(attributes)
    layout.style = style
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)


def _keep(fonts: Fonts, key: object, layout: Any) -> None:
    if len(fonts.contexts) >= _MOST:
        fonts.contexts.clear()
    context = pango.pango_layout_get_context(layout.layout)
    description = pango.pango_layout_get_font_description(layout.layout)
    attributes = {name: layout.__dict__[name] for name in _KEPT if name in layout.__dict__}
    # Both belong to this first layout, which is kept for them.
    fonts.contexts[key] = context, description, attributes, layout.layout
