"""What is found out about a page that came back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.tools.scan.geometry import Box, Transform


class WhyNot(StrEnum):
    """Why a page is not known to be one of the printed pages."""

    BROKEN = "broken"
    """It cannot be loaded."""
    NO_CODES = "no_codes"
    """No code of ours can be read, and it looks like none of the printed pages."""
    FOREIGN = "foreign"
    """It carries codes, none of them ours."""
    DISAGREE = "disagree"
    """Its codes name different pages: folded, half-fed, or two sheets taken at once."""
    UNKNOWN = "unknown"
    """Its code is ours, but of no page of the book: an earlier state, or another dossier."""
    PARTIAL = "partial"
    """Its code is known, and so much of it lies where that page has it that the rest is hidden or missing."""
    NOT_REGISTERING = "not_registering"
    """Its code is known, but what is printed does not look like that page."""
    AMBIGUOUS = "ambiguous"
    """Without codes it looks like more than one of the printed pages."""


class State(StrEnum):
    """Whether a zone holds what it should."""

    PRESENT = "present"
    ABSENT = "absent"
    LOOK = "look"
    """A person has to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What was found in a zone beside what is printed, in mm and mm².

    Attributes:
        dark_mm2: Ink that is not red.
        red_mm2: Red ink.
        blue_mm2: The blue part of the ink that is not red.
        width_mm, height_mm: Extent of the ink that counts for the zone.
        outside_mm2: Ink nearby, outside the zone.
    """

    dark_mm2: float = 0.0
    red_mm2: float = 0.0
    blue_mm2: float = 0.0
    width_mm: float = 0.0
    height_mm: float = 0.0
    outside_mm2: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Small pictures (JPEG) of a place: as printed, as it came back, what was added in the scan."""

    printed: bytes
    scanned: bytes
    difference: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneResult:
    """What a zone holds.

    Attributes:
        kind, role: As in the manifest's zone, whose place in `PrintedPage.zones` is `index` (from 0).
        state: Present, absent, or look.
        reason: Why, in Chinese; empty only where it is plainly present or absent.
        ink: The figures behind it.
        evidence: Pictures; None where none were asked for.
    """

    kind: str
    role: str
    index: int
    state: State
    reason: str
    ink: Ink
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something printed that a hand seems to have changed, outside the zones.

    Attributes:
        box: Where on the page.
        reason: What was seen, in Chinese.
        ink_mm2: Ink that was added; 0 where print is missing.
        evidence: Pictures; None where none were asked for.
    """

    box: Box
    reason: str
    ink_mm2: float
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a scan fits the printed page: share of patches that agree (0 to 1), and by how many mm."""

    inliers: float
    rms_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is known of one page of a scan.

    Attributes:
        codes: Texts of codes of ours on it, in the order read, each once; also of pages that the book
            does not hold (`papers.codes.parse_code` says what they name).
        foreign_codes: Number of symbols that are not ours.
        page: The code of the printed page that it is; None where that is not known.
        why_not: Why it is not known; None where it is.
        reason: The same in Chinese, for a clerk; empty where the page is known by its codes.
        candidates: Codes of the pages that it may be, where it is ambiguous.
        by_codes: Whether it was known by its codes, not by its looks.
        to_paper: From pixels of the stored picture (`RawPage.load`) to mm on the printed page; None
            where the page is not known.
        width_px, height_px: Size of the stored picture.
        rotation: By how many degrees clockwise the stored picture is turned to stand upright: 0, 90,
            180, 270; 0 where it is not known.
        skew_deg: How far it is from straight after that turn, positive clockwise.
        dpi: Resolution on the paper, from the registration; as the file says where there is none; else 0.
        has_colour: Whether it was taken in colour: a red seal can be told.
        is_blank: Whether nothing is on it.
        sharpness: How sharp the print is, 0 to 1 and comparable between scans of the same page: of
            duplicates keep the larger.
        quality: How well it fits; None where it was not compared.
        zones: What each zone of the printed page holds, in their order.
        changes: Print that a hand seems to have changed.
        preview: A small picture (JPEG) of the page, upright where that is known; empty where none was
            asked for or it cannot be loaded.
    """

    codes: tuple[str, ...] = ()
    foreign_codes: int = 0
    page: str | None = None
    why_not: WhyNot | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()
    by_codes: bool = False
    to_paper: Transform | None = None
    width_px: int = 0
    height_px: int = 0
    rotation: int = 0
    skew_deg: float = 0.0
    dpi: float = 0.0
    has_colour: bool = False
    is_blank: bool = False
    sharpness: float = 0.0
    quality: Quality | None = None
    zones: tuple[ZoneResult, ...] = ()
    changes: tuple[Change, ...] = ()
    preview: bytes = b""
