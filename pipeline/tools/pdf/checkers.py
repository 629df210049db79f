"""pikepdf and page: two checkers, neither of them ours, of what a file claims to be.

`pikepdf.pdfa` approves only what it knows, `page` knows every rule that a machine can check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final, Literal

import page
from pikepdf import pdfa

LASTING: Final = "2b"
"""PDF/A-2b, ISO 19005-2."""
ACCESSIBLE: Final = "ua1"
"""PDF/UA-1, ISO 14289-1."""

_FINDINGS = 5
"""How many findings are told of."""

_NOT_JUDGED = re.compile(
    r"^/OpenAction is not supported$"
    r"|^XMP namespace pdfa(Extension|Schema|Property)=\S+ is not permitted$"
    r"|^XMP property (pdfaExtension:schemas|pdfuaid:part) is not permitted$"
)
"""What `pikepdf.pdfa` says that it cannot judge: opening at actual size, and the description of an entry of XMP
that PDF/A does not know (ISO 19005-2, 6.6.2.3.2), with which a file is PDF/UA too.  `page` judges both."""


def found_by_page(data: bytes, profile: Literal["2b", "ua1"]) -> Iterator[str]:
    """What `page` finds; nothing where the file passes."""
    report = page.validate_pdf_bytes(data, profile=profile)
    if not report.is_compliant:
        found = [f"{each.rule_id}: {each.message}" for each in report.failures[:_FINDINGS]]
        yield from found or ["page: not compliant"]


def found_by_pikepdf(data: bytes) -> Iterator[str]:
    """What `pikepdf.pdfa` finds that keeps a file from being PDF/A-2b, but for what it cannot judge."""
    report = pdfa.validate_written(BytesIO(data), LASTING)
    found = (each for each in report.findings if not _NOT_JUDGED.search(each.message))
    yield from map(str, found)
