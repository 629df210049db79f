"""Widths of lines in characters, as a template reckons with them before anything is laid out."""

from __future__ import annotations

from pipeline.render.wording import Sentence


def em_width(text: Sentence | str) -> float:
    """Width of a line in characters; Latin letters and digits count half."""
    if isinstance(text, Sentence):
        return sum(part.room_em or em_width(part.text) for part in text.parts)
    return sum(0.5 if character.isascii() else 1.0 for character in str(text))
