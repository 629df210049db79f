"""What `receive` remembers: the scans, what was seen on each page, what a person decided.

All of it is plain data in `received/state.json`; pictures lie beside it, a file a page.
"""

from __future__ import annotations

import hashlib

from msgspec import Struct

from pipeline.papers.returned import Unmarked, ZoneState

FORMAT = 1
"""Version of the state's shape."""

_ID_DIGITS = 6
_ID_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what is taken for another: 0 O, 1 I L, U V."""


class SeenZone(Struct, frozen=True, kw_only=True):
    """What was seen in a zone; `index` is its place among the zones of the page, counted from 0."""

    kind: str
    role: str
    index: int
    state: ZoneState
    reason: str = ""


class SeenChange(Struct, frozen=True, kw_only=True):
    """A place where something printed seems to have been changed: x, y, width, height in mm; and what was seen."""

    box: tuple[float, float, float, float]
    reason: str


class SeenPage(Struct, frozen=True, kw_only=True):
    """What was seen on one page of a scan, apart from pictures.

    Attributes:
        source: SHA-256 of the file.
        index: The page of the file, counted from 1.
        against: Digest of what it was compared with: its printed page where it is known, else all.
        code: Text of the code of the printed page that it is; empty where that is not known.
        codes: Texts of all codes of ours on it.
        why_not: Why it is not known (`tools.scan.examined.WhyNot`); empty where it is.
        reason: The same in Chinese.
        by_codes: Whether it was known by its codes, not by its looks.
        is_blank: Whether nothing is on it.
        is_draft: Whether 草稿 is printed across it.
        to_paper: From pixels of the stored picture to mm on paper; empty where it is not known.
        width_px, height_px: Size of the stored picture.
        rotation: By how many degrees clockwise it is turned to stand upright.
        skew_deg: How far it is from straight after that, positive clockwise.
        dpi: Resolution on the paper; 0 where it is not known.
        has_colour: Whether it was taken in colour.
        sharpness: How sharp it is, comparable between scans of the same page.
        zones: What each zone of the printed page holds.
        changes: Print that a hand seems to have changed.
    """

    source: str
    index: int
    against: str = ""
    code: str = ""
    codes: tuple[str, ...] = ()
    why_not: str = ""
    reason: str = ""
    by_codes: bool = False
    is_blank: bool = False
    is_draft: bool = False
    to_paper: tuple[float, ...] = ()
    width_px: int = 0
    height_px: int = 0
    rotation: int = 0
    skew_deg: float = 0.0
    dpi: float = 0.0
    has_colour: bool = False
    sharpness: float = 0.0
    zones: tuple[SeenZone, ...] = ()
    changes: tuple[SeenChange, ...] = ()

    @property
    def key(self) -> str:
        """What its files are called."""
        return f"{self.source[:20]}-{self.index:04}"

    def zone_id(self, zone: SeenZone) -> str:
        """What a person calls a doubtful zone of this page: another scan of it has another one."""
        return _short_id(f"{self.source} {self.index} zone {zone.index}")

    @property
    def changes_id(self) -> str:
        """What a person calls the changes of print on this page."""
        return _short_id(f"{self.source} {self.index} changes")


def _short_id(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    base = len(_ID_ALPHABET)
    return "".join(_ID_ALPHABET[number // base**place % base] for place in range(_ID_DIGITS))


class Evidence(Struct, frozen=True):
    """Small pictures (JPEG) of a place: as printed, as it came back, what was added."""

    printed: bytes
    scanned: bytes
    difference: bytes


class Pictures(Struct, frozen=True, kw_only=True):
    """The pictures of one page: the whole of it, its zones by index, its changes in their order."""

    preview: bytes = b""
    zones: dict[int, Evidence] = {}
    changes: tuple[Evidence | None, ...] = ()


class Look(Struct, frozen=True, kw_only=True):
    """What looking at one page gave: what was seen, its pictures; or what is wrong with the file's page."""

    seen: SeenPage
    pictures: Pictures = Pictures()


class ScanFile(Struct, frozen=True, kw_only=True):
    """A file of scans, kept once by content.

    Attributes:
        sha256: Its SHA-256.
        name: What it was called when it first came.
        kept: Where it is kept, below `received/`; empty where it is of no use.
        pages: Number of its pages; 0 where they cannot be read.
        problem: What is wrong with it, in Chinese; empty where nothing is.
    """

    sha256: str
    name: str
    kept: str = ""
    pages: int = 0
    problem: str = ""


class Decision(Struct, frozen=True, kw_only=True):
    """What a person decided on a doubtful place.

    Attributes:
        id: The place (`SeenPage.zone_id`, `changes_id`).
        by: Who.
        why: Why.
        when: Day and time, as ISO 8601 has them.
        undone: Whether it takes back an earlier decision on the same place.
        refused: Whether the place does not count: it has to be signed, sealed or printed anew.
    """

    id: str
    by: str
    why: str
    when: str
    undone: bool = False
    refused: bool = False


class State(Struct, frozen=True, kw_only=True):
    """All that is remembered between runs.

    Attributes:
        unmarked: Where pages come from that nobody signs.
        files: The scans, in the order in which they came.
        pages: What was seen on their pages, in the same order.
        decisions: What persons decided, the latest last; nothing is ever struck out.
        format: Version of this shape.
    """

    unmarked: Unmarked = Unmarked.SCAN
    files: tuple[ScanFile, ...] = ()
    pages: tuple[SeenPage, ...] = ()
    decisions: tuple[Decision, ...] = ()
    format: int = FORMAT

    def decided(self) -> dict[str, Decision]:
        """The decisions that hold, by place."""
        latest = {each.id: each for each in self.decisions}
        return {place: each for place, each in latest.items() if not each.undone}
