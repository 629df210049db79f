"""The outline of a PDF: bookmarks below one another by their levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.tools.pdffile import PdfFile, number, reference, text
from pipeline.tools.weasyprint.drawn import Bookmark


@dataclass
class Entry:
    """A bookmark, the object of the page that it leads to, and the bookmarks below it."""

    bookmark: Bookmark
    page: int
    below: list[Entry] = field(default_factory=list)
    name: int = 0

    @property
    def shown(self) -> int:
        """How many entries below it show when it is open."""
        return _shown(self.below)


def add_outline(pdf: PdfFile, entries: Iterable[Entry]) -> int | None:
    """Add an outline; gives its number, None if there are no bookmarks.

    Args:
        pdf: The file.
        entries: The bookmarks in reading order; their levels may skip some, as headings do.
    """
    top = _nested(entries)
    if not top:
        return None
    root = pdf.reserve()
    _add(pdf, top, root)
    pdf.put(root, b"<</Count %d%s>>" % (_shown(top), _first_and_last(top)))
    return root


def _nested(entries: Iterable[Entry]) -> list[Entry]:
    top: list[Entry] = []
    above: list[Entry] = []
    for entry in entries:
        while above and above[-1].bookmark.level >= entry.bookmark.level:
            above.pop()
        (above[-1].below if above else top).append(entry)
        above.append(entry)
    return top


def _shown(entries: list[Entry]) -> int:
    return len(entries) + sum(entry.shown for entry in entries if entry.bookmark.is_open)


def _add(pdf: PdfFile, entries: list[Entry], parent: int) -> None:
    for entry in entries:
        entry.name = pdf.reserve()
    for place, entry in enumerate(entries):
        _add(pdf, entry.below, entry.name)
        bookmark = entry.bookmark
        neighbours = {b"Prev": entries[place - 1 : place], b"Next": entries[place + 1 : place + 2]}
        parts = [
            b"<</Title%s" % text(bookmark.label),
            b"/Dest[%s/XYZ %s %s 0]"
            % (reference(entry.page), number(bookmark.x), number(bookmark.y)),
            b"/Count %d" % (entry.shown if bookmark.is_open else -entry.shown),
            b"/Parent %s" % reference(parent),
            *(
                b"/%s %s" % (key, reference(each[0].name))
                for key, each in neighbours.items()
                if each
            ),
            _first_and_last(entry.below),
            b">>",
        ]
        pdf.put(entry.name, b"".join(parts))


def _first_and_last(entries: list[Entry]) -> bytes:
    if not entries:
        return b""
    return b"/First %s/Last %s" % (reference(entries[0].name), reference(entries[-1].name))
