"""The code on a printed page: which page of which paper it is, and which state of it (official-format.md).

A code is 27 characters of the alphabet that QR codes pack best (digits, capital letters), a version 2
symbol at level Q.  It holds no personal data: a paper is named by a digest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pipeline.papers.documents import Paper

MARK = "WX1"
"""What a code of ours starts with; the digit is the version of its shape."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits in base 32 (Crockford's: no I, L, O, U)."""

_PAPER_DIGITS = 8
_DIGEST_DIGITS = 8
_CHECK_DIGITS = 4
_SHAPE = re.compile(
    rf"{MARK}([{ALPHABET}]{{{_PAPER_DIGITS}}})(\d\d)(\d\d)"
    rf"([{ALPHABET}]{{{_DIGEST_DIGITS}}})([{ALPHABET}]{{{_CHECK_DIGITS}}})"
)
MOST_PAGES = 99
"""A paper of more pages carries no codes."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the code on a page says.

    Attributes:
        paper: Short id of the paper, `paper_id`.
        page: The page, counted from 1 within the paper.
        pages: Number of pages of the paper.
        digest: Digest of what the page shows, `page_digest`.
    """

    paper: str
    page: int
    pages: int
    digest: str

    @property
    def text(self) -> str:
        """The characters in the symbol."""
        body = f"{MARK}{self.paper}{self.page:02}{self.pages:02}{self.digest}"
        return body + _base32(body.encode(), _CHECK_DIGITS)


def parse_code(text: str) -> PageCode | None:
    """What a code says; None where it is not one of ours, or a character of it was misread."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    code = PageCode(found[1], int(found[2]), int(found[3]), found[4])
    return code if code.text == text and 1 <= code.page <= code.pages else None


def paper_id(activity: str, dossier: str, paper: Paper) -> str:
    """Short id of a paper: the same whatever it shows, so that one with old data is recognised.

    Args:
        activity: Id of the activity.
        dossier: Name of the dossier.
        paper: The paper.
    """
    whom = paper.nomination or (paper.recipient if paper.scope != "dossier" else "")
    return short_id(activity, dossier, paper.document, str(paper.scope), whom)


def short_id(*named: str) -> str:
    """Short id of what is named so."""
    return _base32("\x1f".join(named).encode(), _PAPER_DIGITS)


def page_digest(shown: bytes) -> str:
    """Digest of what a page shows, as a code has it."""
    return _base32(shown, _DIGEST_DIGITS)


def _base32(data: bytes, digits: int) -> str:
    number = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(digits))
