"""What a hand changed in a Word file, paragraph by paragraph, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest

from pipeline.tools.word.final import read_final
from pipeline.tools.word.package import parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_LONGEST = 30
"""Characters of a paragraph that are shown."""


def differences(before: bytes, after: bytes, *, name: str) -> tuple[str, ...]:
    """Each paragraph that was changed, added or deleted: `“旧”改为“新”`; none where the words are the same.

    Args:
        before: The file as it was made.
        after: The file as it is now; of tracked changes the final text counts.
        name: Its name, for messages.

    Raises:
        TemplateError: A file is no sound `.docx`.
    """
    return tuple(_said(_paragraphs(before, name), _paragraphs(after, name)))


def _said(before: list[str], after: list[str]) -> Iterator[str]:
    for kind, first, end, start, stop in SequenceMatcher(a=before, b=after).get_opcodes():
        if kind == "equal":
            continue
        for old, new in zip_longest(before[first:end], after[start:stop], fillvalue=""):
            if not new:
                yield f"删去“{_short(old)}”"
            elif not old:
                yield f"增加“{_short(new)}”"
            else:
                yield f"“{_around(old, new)}”改为“{_around(new, old)}”"


def _paragraphs(data: bytes, name: str) -> list[str]:
    found = parse_xml(read_final(data, name)[_BODY]).iter(f"{_W}p")
    texts = ("".join(each.text or "" for each in paragraph.iter(f"{_W}t")) for paragraph in found)
    return [text.strip() for text in texts if text.strip()]


def _around(text: str, other: str) -> str:
    """The part of a text that differs from another one, with a little around it."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(text, other, strict=False))
    first = max(0, len(list(same)) - 8)
    return ("…" if first else "") + _short(text[first:])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
