"""Fonts as Word files name them."""

from __future__ import annotations


def font_attributes(name: str) -> str:
    """Attributes of `w:rFonts`: one font for Latin and for Chinese characters alike."""
    return "".join(f' w:{script}="{name}"' for script in ("ascii", "hAnsi", "eastAsia"))
