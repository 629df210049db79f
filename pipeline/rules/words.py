"""Text as the rules see it: counted, compared and quoted."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pipeline.dossier.dates import say_day_of_year
from pipeline.dossier.privacy import scrub

_NOT_A_WORD = re.compile(r"[\W_]+")
_REMARK = re.compile(r"(?:\([^()]*\))+$")
_SEAL_HERE = re.compile(r"\([^()]*章\)$")


def key(text: str | None) -> str:
    """A text for comparing: width, case, white space and punctuation do not matter."""
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text or "")).casefold()


def plain_name(name: str) -> str:
    """The name of an organisation for comparing: half-width, no white space, no remark at its end.

    A remark is what stands in brackets after the name: `云江市总工会（盖章）`.
    """
    bare = plain_width(name)
    return _REMARK.sub("", bare) or bare


def name_key(name: str | None) -> str:
    """The name of an organisation for telling one from another.

    Only a remark on sealing is left out, as of `云江市总工会（盖章）`: other words in brackets tell
    organisations apart, as those of `中东油气（江苏）` and `中东油气（上海）` do.
    """
    return key(_SEAL_HERE.sub("", plain_width(name or "")))


def plain_width(text: str) -> str:
    """A text half-width and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def narrow(text: str) -> str:
    """A code or level for reading: half-width, without white space, upper case."""
    return plain_width(text).upper()


def characters(text: str) -> int:
    """Number of characters, white space and invisible ones not counted."""
    return sum(
        not char.isspace() and (char.isascii() or unicodedata.category(char) != "Cf")
        for char in text
    )


def word_count(text: str) -> int:
    """Word's count: a Chinese character or full-width mark 1, a run of anything else 1."""
    total, in_run = 0, False
    for char in text:
        if char.isspace():
            in_run = False
        elif _is_wide(char):
            total, in_run = total + 1, False
        elif not in_run:
            total, in_run = total + 1, True
    return total


def _is_wide(char: str) -> bool:
    if char.isascii():
        return False
    width = unicodedata.east_asian_width(char)
    # “ ” … — ° and the like are "ambiguous": full-width in Chinese text.
    return width in {"W", "F"} or (width == "A" and not char.isalpha())


def quote(text: str, *, longest: int = 24) -> str:
    """A value in Chinese quotation marks, shortened and on one line."""
    line = scrub(" ".join(text.split()) or text)  # before it is cut: half a number tells too
    return f"“{line if len(line) <= longest else line[:longest] + '…'}”"


def say_days(days: tuple[date, ...], *, most: int = 8) -> str:
    """Several days in short: `8月7日、8月8日`."""
    listed = "、".join(say_day_of_year(day) for day in days[:most])
    return listed + (f"等{len(days)}天" if len(days) > most else "")


def join(names: list[str], *, most: int = 6) -> str:
    """A list of names in short."""
    return "、".join(names[:most]) + (f"等{len(names)}处" if len(names) > most else "")
