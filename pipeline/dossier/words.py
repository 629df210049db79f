"""Words as they are compared: of one width, or reduced to what counts in a label."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pipeline.dossier.plain import plain

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Full-width digits, letters, marks and spaces as half-width ones; digits of other scripts likewise."""
    if text.isascii():
        return text
    return "".join(map(_digit, text.translate(_FULL_WIDTH)))


def _digit(character: str) -> str:
    """A decimal digit as one of ours; ① and ² are none."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


@lru_cache(maxsize=4096)
def squash(text: str) -> str:
    """A header reduced to what counts: letters and digits, half width, lower case."""
    folded = unicodedata.normalize("NFKC", plain(text)).casefold()
    return "".join(character for character in folded if character.isalnum())


@lru_cache(maxsize=4096)
def without_brackets(text: str) -> str:
    """A header without what stands in brackets, squashed: `项目简介（限300字）` → `项目简介`."""
    depth, kept = 0, []
    for character in unicodedata.normalize("NFKC", text):
        depth += character in "([【"
        if depth == 0:
            kept.append(character)
        depth -= character in ")]】" and depth > 0
    return squash("".join(kept))
