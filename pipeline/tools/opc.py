"""What a Word file or a workbook says of itself, which is the same in both (ECMA-376 part 2, 8).

Word, WPS, Excel and LibreOffice keep it when they save a file.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from lxml import etree

CORE_PART = "docProps/core.xml"
_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"
_MOST_BYTES = 100_000
_UNREADABLE = (
    OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError,
    etree.XMLSyntaxError,
)  # fmt: skip
"""What a file that is damaged, locked or says nothing of itself ends in."""


def subject_of(path: Path) -> str:
    """The subject of a file; "" where it has none, and where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(CORE_PART) as part:
            found = _parsed(part.read(_MOST_BYTES)).find(_SUBJECT)
    except _UNREADABLE:
        return ""
    return "" if found is None else (found.text or "").strip()


def with_subject(core: bytes, subject: str) -> bytes:
    """Core properties with a subject, in place of the one they have.

    Raises:
        etree.XMLSyntaxError: They are no XML.
    """
    root = _parsed(core)
    found = root.find(_SUBJECT)
    if found is None:
        found = etree.SubElement(root, _SUBJECT)
    found.text = subject
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _parsed(core: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(core, parser)
