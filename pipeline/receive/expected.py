"""What has to come back: the papers of the manifest, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.papers.codes import parse_code
from pipeline.papers.manifest import Earlier, FileEntry, FileKind, Manifest, Zone

_DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """A page that may come back.

    Attributes:
        entry: Its paper.
        number: Its number, counted from 1.
        code: The text of its code.
        zones: Where marks belong on it, in the order of the manifest.
        version: Code of the first page of its version, where that is an earlier one that is good; empty elsewhere.
        by_hand: Whether that had blanks for a hand, which are printed by now.
    """

    entry: FileEntry
    number: int
    code: str
    zones: tuple[Zone, ...]
    version: str
    by_hand: bool

    def pdf(self, out: Path) -> Path:
        """The PDF that holds it."""
        return store.kept_path(out, self.version) if self.version else out / self.entry.path


@dataclass(frozen=True)
class Expected:
    """The papers of an output folder whose pages carry codes.

    Attributes:
        papers: The papers, in the order of the manifest.
        former: Names of papers that are no longer of use, by the short ids in their codes.
    """

    papers: tuple[FileEntry, ...]
    former: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(manifest: Manifest, former: Mapping[str, str] | None = None) -> Expected:
        """What the manifest says, and what is remembered of papers that were made once."""
        papers = tuple(
            entry for entry in manifest.files if entry.kind is FileKind.PDF and entry.codes
        )
        return Expected(papers, former or {})

    @cached_property
    def by_id(self) -> dict[str, FileEntry]:
        """The papers by the short ids in their codes."""
        return {entry.paper_id: entry for entry in self.papers}

    @cached_property
    def by_code(self) -> dict[str, ExpectedPage]:
        """The pages by the text of their codes.

        A paper that went out with blanks for a hand stays good when they are printed later, and one that went
        out in the look of another version of the program does, too.
        """
        return {
            page.code: page
            for entry in self.papers
            for page in (*_earlier_pages(entry), *_pages(entry, entry.codes, entry.zones))
        }

    @cached_property
    def digest(self) -> str:
        """Another one when anything that scans are compared with changes."""
        return _digest(*map(self.page_digest, self.by_code))

    def page_digest(self, code: str) -> str:
        """Another one when a page, or a zone of it, changes; empty where there is no such page."""
        if code not in self.by_code:
            return ""
        zones = self.by_code[code].zones
        return _digest(code, *(str(msgspec.to_builtins(each)) for each in zones))


def _pages(
    entry: FileEntry, codes: Sequence[str], zones: Sequence[Zone], earlier: Earlier | None = None
) -> Iterator[ExpectedPage]:
    version, by_hand = (codes[0], earlier.filled) if earlier else ("", False)
    for number, code in enumerate(codes, start=1):
        if code:
            own = tuple(zone for zone in zones if zone.page == number)
            yield ExpectedPage(entry, number, code, zones=own, version=version, by_hand=by_hand)


def _earlier_pages(entry: FileEntry) -> Iterator[ExpectedPage]:
    """Those of earlier versions that are good, where a page is still the same page."""
    for each in entry.earlier:
        is_good = each.filled or each.restyled
        if is_good and len(each.codes) == len(entry.codes) and parse_code(each.codes[0]):
            yield from _pages(entry, each.codes, each.zones, each)


def marked_pages(entry: FileEntry) -> frozenset[int]:
    """The pages that somebody signs or seals, counted from 1."""
    return frozenset(zone.page for zone in entry.zones)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:_DIGEST_DIGITS]
