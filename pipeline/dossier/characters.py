"""Kinds of characters that typesetting asks for, wherever the text goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

LONG_WORD = re.compile(r"[0-9A-Za-z][!-~]{19,}")
"""Latin that word processors keep together: it may pull the words before it apart over the whole line."""

# An address kept whole tears the line above open.  What a line begins with may be the rest of a mail address.
_ADDRESS = re.compile(
    rf"(?P<web>(?:https?://|www\.)[!-~]{{6,}})|(?P<mail>[\w.%+-]*@[\w.-]+)|(?P<word>{LONG_WORD.pattern})",
    re.ASCII,
)
_ADDRESS_ENDS_CHARS = 4


class _Breaks(NamedTuple):
    """Where an address may be broken: at `marks`, in parts of more than `longest` characters further on too."""

    marks: tuple[re.Pattern[str], ...]
    longest: int


_AT, _DOT = re.compile("(?=@)"), re.compile(r"(?<=\.)")
_STOP, _JOINT = re.compile("(?<=[/.])(?![/.])"), re.compile("(?<=[-_?&=%+])(?![-_?&=%+])")
_BREAKS = {
    "web": _Breaks((_STOP, _JOINT, re.compile("")), 40),
    "mail": _Breaks((_AT, _DOT, _JOINT), 12),
    "word": _Breaks((_STOP, _JOINT), 12),
}
"""A longer part of an address of the web fills most of a line, one of the others most of a cell."""

COUNTED = "年月日时分秒岁届个项件名位人次台套条万亿元份张页种类级期号只组块座吨米克升度倍"
"""What a number counts stands on the line of its number."""

NOT_FIRST = (
    "!%),.:;>?]}·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞！＂％＇），．：；？］｀｜｝～￠" + COUNTED
)
"""For word processors, which know no more of a line's beginning than a list of characters."""

NOT_LAST = "$([{£¥‘“〈《「『【〔〖〝＄（［｛￡￥№＃±月"
"""The same for a line's end: a day stands on the line of its month."""


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
    """Addresses of the web and of mail and long words in a text: start, end, and where a line may be broken in each.

    That is after a slash or a dot, in a mail address before @, but not near the ends.  In a part as long as a line
    (of an address of the web) or a narrow cell after other marks too, and, in one of the web that has none, anywhere.
    """
    for address in _ADDRESS.finditer(text):
        start, end = address.span()
        kind = str(address.lastgroup)
        marks, longest = _BREAKS[kind]
        first = start + (1 if kind == "mail" else _ADDRESS_ENDS_CHARS)
        inner = range(first, end - _ADDRESS_ENDS_CHARS + 1)
        places: set[int] = set()
        for number, mark in enumerate(marks):
            for left, right in _parts(start, places, end, longest if number else 0):
                within = set(range(left + 1, right)).intersection(inner)
                places |= {each for each in within if mark.match(text, each)}
        yield start, end, sorted(places)


def _parts(start: int, places: set[int], end: int, longest: int) -> list[tuple[int, int]]:
    """The parts of an address that are longer than some characters."""
    parts = pairwise((start, *sorted(places), end))
    return [part for part in parts if part[1] - part[0] > longest]
