"""What was left on a page: signatures and seals in their zones, ink elsewhere, print that was changed."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.tools.scan.examined import Change, Ink, State, ZoneResult
from pipeline.tools.scan.geometry import Transform
from pipeline.tools.scan.printed import PrintedPage
from pipeline.tools.scan.sampling import Sampler


@dataclass(frozen=True, slots=True)
class Marks:
    """What was left on a page."""

    zones: tuple[ZoneResult, ...]
    changes: tuple[Change, ...]


def judged(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, *, has_colour: bool, pictures: bool
) -> Marks:
    """Judge the zones of a page, and the print around them.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm.
        has_colour: Whether the scan is in colour.
        pictures: Whether evidence is wanted.
    """
    del sampler, to_paper, has_colour, pictures  # not judged yet: a person looks at everything
    zones = tuple(
        ZoneResult(
            kind=zone.kind, role=zone.role, index=index, state=State.LOOK, reason="", ink=Ink()
        )
        for index, zone in enumerate(page.zones)
    )
    return Marks(zones, ())
