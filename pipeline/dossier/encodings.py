"""Names of files whose bytes are not those of this system: as they were meant, and as they may be shown.

A zip made by Windows holds names in GBK.  Unpacked on another system these bytes stay as they are, and
Python holds those that are no UTF-8 as surrogates (PEP 383); or they are taken for those of DOS (code page 437).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CHINESE = "gb18030"
_FOREIGN = "[!-~\x80-\u07ff\udc80-\udcff]*"
_NOT_UTF8 = re.compile(f"{_FOREIGN}[\udc80-\udcff]{_FOREIGN}")
"""A stretch of a text that is not UTF-8, with what the bytes around it make when they chance to be."""


def is_unicode(name: str) -> bool:
    """Whether a name can be written as text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_meant(name: str) -> str:
    """The name that one of another encoding was meant to be; empty where nobody can tell."""
    try:
        return name.encode("utf-8", "surrogateescape").decode(_CHINESE)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""


def readings(name: str) -> Iterator[str]:
    """A name, then what it may have been before a zip was unpacked wrongly."""
    yield name
    if name.isascii():
        return
    for wrong in ("cp437", "utf-8"):
        try:
            yield name.encode(wrong).decode(_CHINESE)
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue


def readable(text: str) -> str:
    """A text with the names in it as they were meant; � stands for what nobody can read."""
    if is_unicode(text):
        return text
    return _NOT_UTF8.sub(lambda found: as_meant(found[0]) or _marked(found[0]), text)


def _marked(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
