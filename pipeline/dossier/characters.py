"""Kinds of characters that typesetting asks for, wherever the text goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

# An address of the web may break anywhere but near its ends: kept whole, it tears the line above open.
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{6,}")
_ADDRESS_ENDS_CHARS = 4


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one; 〇 is, marks are not."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\U00020000" <= character <= "\U0003ffff"
        or character == "〇"
    )


def address_breaks(text: str) -> Iterator[tuple[int, int, range]]:
    """The addresses of the web in a text: start, end, and where a line may be broken in each."""
    for address in _ADDRESS.finditer(text):
        start, end = address.span()
        yield start, end, range(start + _ADDRESS_ENDS_CHARS, end - _ADDRESS_ENDS_CHARS + 1)
