"""What has to come back: the papers of the manifest, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from pipeline.papers.manifest import FileEntry, FileKind, Manifest, Zone

_DIGEST_DIGITS = 16


@dataclass(frozen=True)
class Expected:
    """The papers of an output folder whose pages carry codes.

    Attributes:
        papers: The papers, in the order of the manifest.
    """

    papers: tuple[FileEntry, ...]

    @staticmethod
    def of(manifest: Manifest) -> Expected:
        """What the manifest says."""
        papers = tuple(
            entry for entry in manifest.files if entry.kind is FileKind.PDF and entry.codes
        )
        return Expected(papers)

    @cached_property
    def by_id(self) -> dict[str, FileEntry]:
        """The papers by the short ids in their codes."""
        return {entry.paper_id: entry for entry in self.papers}

    @cached_property
    def by_code(self) -> dict[str, tuple[FileEntry, int]]:
        """Paper and page, counted from 1, of each code."""
        return {
            code: (entry, page)
            for entry in self.papers
            for page, code in enumerate(entry.codes, start=1)
            if code
        }

    def pages(self) -> Iterator[tuple[FileEntry, int, str]]:
        """Each page: its paper, its number counted from 1, the text of its code."""
        for code, (entry, page) in self.by_code.items():
            yield entry, page, code

    @cached_property
    def digest(self) -> str:
        """Another one when anything that scans are compared with changes."""
        return _digest(*map(self.page_digest, self.by_code))

    def page_digest(self, code: str) -> str:
        """Another one when a page, or a zone of it, changes; empty where there is no such page."""
        if code not in self.by_code:
            return ""
        entry, page = self.by_code[code]
        return _digest(code, *(str(msgspec.to_builtins(each)) for each in zones_on(entry, page)))


def zones_on(entry: FileEntry, page: int) -> tuple[Zone, ...]:
    """The zones of a page, counted from 1, in the order of the manifest."""
    return tuple(zone for zone in entry.zones if zone.page == page)


def marked_pages(entry: FileEntry) -> frozenset[int]:
    """The pages that somebody signs or seals, counted from 1."""
    return frozenset(zone.page for zone in entry.zones)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:_DIGEST_DIGITS]
