"""How words are found: every character by itself, one after the other.

SQLite's own ways to cut text into words find no Chinese word of two characters (trigram) or no word within
a sentence (unicode61).  So each character is a word here, and what is looked for is a phrase of them.
Characters that its table of letters does not know, as it is older than they are, are written as numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def set_apart(text: str) -> str:
    """The letters and digits of a text, set apart by blanks; marks and blanks of its own do not count."""
    return " ".join(_tokens(text))


def phrase(text: str) -> str:
    """What finds a text, as FTS5 asks for it; empty where the text has no letter and no digit."""
    apart = set_apart(text)
    return f'"{apart}"' if apart else ""


def _tokens(text: str) -> Iterator[str]:
    for character in unicodedata.normalize("NFKC", text).casefold():
        if character.isalnum():
            yield character if _is_known(character) else f"u{ord(character):x}"


def _is_known(character: str) -> bool:
    return (character.isascii()) or "\u4e00" <= character <= "\u9fa5"
