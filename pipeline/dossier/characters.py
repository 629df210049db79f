"""Kinds of characters that typesetting asks for, wherever the text goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# An address of the web, kept whole, tears the line above open.
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{6,}")
_ADDRESS_ENDS_CHARS = 4
_ADDRESS_MARKS = "/."
_FURTHER_MARKS = "-_?&=%+"
"""After these a part of an address may be broken that is too long for a line."""

COUNTED = "年月日时分秒岁届个项件名位人次台套条万亿元份张页种类级期号只组块座吨米克升度倍"
"""What a number counts stands on the line of its number."""

NOT_FIRST = (
    "!%),.:;>?]}·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞！＂％＇），．：；？］｀｜｝～￠" + COUNTED
)
"""For word processors, which know no more of a line's beginning than a list of characters."""

NOT_LAST = "$([{£¥‘“〈《「『【〔〖〝＄（［｛￡￥№＃±月"
"""The same for a line's end: a day stands on the line of its month."""

_LONGEST_PART_CHARS = 40
"""A part of an address that is longer fills most of a line, and may be broken anywhere."""


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one; 〇 is, marks are not."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\U00020000" <= character <= "\U0003ffff"
        or character == "〇"
    )


def em_width(text: str) -> float:
    """Width of a line in characters; Latin letters and digits count half."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def address_breaks(text: str) -> Iterator[tuple[int, int, list[int]]]:
    """The addresses of the web in a text: start, end, and where a line may be broken in each.

    That is after a slash or a dot, but not near the ends; in a part as long as a line after other marks too,
    and, where it has none, anywhere.
    """
    for address in _ADDRESS.finditer(text):
        start, end = address.span()
        inner = range(start + _ADDRESS_ENDS_CHARS, end - _ADDRESS_ENDS_CHARS + 1)
        places = {each for each in inner if _follows_mark(text, each, _ADDRESS_MARKS)}
        for further in (_FURTHER_MARKS, ""):
            for first, last in _long_parts(start, places, end):
                within = set(range(first + 1, last)).intersection(inner)
                places |= {each for each in within if _follows_mark(text, each, further)}
        yield start, end, sorted(places)


def _long_parts(start: int, places: set[int], end: int) -> list[tuple[int, int]]:
    parts = pairwise((start, *sorted(places), end))
    return [part for part in parts if part[1] - part[0] > _LONGEST_PART_CHARS]


def _follows_mark(text: str, place: int, marks: str) -> bool:
    """Whether a place follows one of some marks, the last of several; of no marks every place does."""
    return not marks or (text[place - 1] in marks and text[place] not in marks)
