"""Where the blanks of the employers' form stand in a Word file, by the official words beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.activity.model import Activity
from pipeline.forms import employer_form as layout
from pipeline.forms.employer_form import Blank, Where
from pipeline.tools.word.formfile import Spot, squashed

_SHARED = frozenset({Where.INSIDE, Where.TICKS})
"""Places that several blanks share."""
_IN_PARAGRAPHS = frozenset({Where.BELOW, Where.FRAMES})


def places_of(spots: Sequence[Spot], activity: Activity) -> Mapping[str, Spot]:
    """Where the label of each blank of the official form stands, by the blank's path.

    Blanks with the same label in one section are told apart by their order.
    """
    found: dict[str, Spot] = {}
    after = 0
    for blank in layout.OFFICIAL:
        number = _next(blank, spots, after, activity)
        if number is not None:
            found[blank.path] = spots[number]
            after = number if blank.where in _SHARED else number + 1
    return found


def _next(blank: Blank, spots: Sequence[Spot], after: int, activity: Activity) -> int | None:
    for number in range(after, len(spots)):
        spot = spots[number]
        if spot.section == blank.section and _is_label(blank, spot, activity):
            return number
    return None


def _is_label(blank: Blank, spot: Spot, activity: Activity) -> bool:
    """Whether a spot is what a blank stands beside."""
    label, under = squashed(blank.label), squashed(blank.under)
    if blank.where in _IN_PARAGRAPHS:
        return not spot.is_cell and spot.words == label and spot.under == under
    if blank.where is Where.TICKS and not label:
        options = layout.field_of(activity, blank).options
        return not spot.is_cell and all(each.label in spot.words for each in options)
    if blank.where is Where.INSIDE:
        return _holds(spot, label, under)
    if blank.where is Where.COLUMN:
        under = ""  # the row above the header says it
    return spot.is_cell and spot.words == label and (not under or spot.under == under)


def _holds(spot: Spot, label: str, under: str) -> bool:
    """Whether a blank stands in the paragraph of a spot, or in the cell beside it."""
    if under:
        return spot.is_cell and spot.words == under
    return not spot.is_cell and spot.words.startswith(label)
