"""Widths of lines in characters, as a template reckons with them before anything is laid out."""

from __future__ import annotations

from pipeline.dossier import characters
from pipeline.render.wording import Sentence


def em_width(text: Sentence | str) -> float:
    """Width of a line in characters, with the room of its blanks."""
    if isinstance(text, Sentence):
        return sum(part.room_em or em_width(part.text) for part in text.parts)
    return characters.em_width(str(text))
