"""One thing that goes with another here, and with yet another there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from pipeline.rules.case import DossierCase

Place = TypeVar("Place")


def at_odds(
    pairs: Iterable[tuple[Hashable, Hashable, DossierCase, Place]],
) -> Iterator[tuple[Place, list[Place]]]:
    """Places at which one thing goes with another than elsewhere, and where it does so.

    Each dossier concerned is told once for each of them; one that disagrees with itself, from the
    second on.

    Args:
        pairs: One thing, what it goes with, in which dossier, and at which place of it.
    """
    found: defaultdict[Hashable, dict[tuple[int, Hashable], Place]] = defaultdict(dict)
    for one, other, dossier, place in pairs:
        found[one].setdefault((id(dossier), other), place)
    for places in found.values():
        if len({other for _, other in places}) > 1:
            yield from _told(places)


def _told(places: dict[tuple[int, Hashable], Place]) -> Iterator[tuple[Place, list[Place]]]:
    in_dossier = Counter(dossier for dossier, _ in places)
    told: set[int] = set()
    for (dossier, other), place in places.items():
        if in_dossier[dossier] == 1 or dossier in told:
            yield place, [theirs for (_, another), theirs in places.items() if another != other]
        told.add(dossier)
