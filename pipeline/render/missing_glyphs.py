"""Whose value a character stands in: for messages about characters that no font can draw."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity.model import Activity
from pipeline.activity.walk import Leaf, leaves_of_dossier, leaves_of_nomination, texts_of
from pipeline.dossier.models import Dossier
from pipeline.dossier.privacy import scrub
from pipeline.errors import MissingGlyphError
from pipeline.papers.documents import Paper
from pipeline.rules.words import quote

_MOST = 5
"""Most places that a message names."""

_AROUND = 8
"""Characters shown on either side of the one that is looked for."""


def locate(
    error: MissingGlyphError, paper: Paper, dossier: Dossier, activity: Activity
) -> MissingGlyphError:
    """The same error, naming whose values hold the characters: `P03 第一完成人-姓名“李㐱”`.

    What stands in no value (the template's own words) keeps the place it was found in.
    """
    found = list(_values_with(error.characters, paper, dossier, activity))
    if not found:
        return error
    shown = "、".join(found[:_MOST]) + ("等" if len(found) > _MOST else "")
    return MissingGlyphError(error.what, where=shown, why=error.why, remedy=error.remedy)


def _values_with(
    characters: str, paper: Paper, dossier: Dossier, activity: Activity
) -> Iterator[str]:
    for index in paper.members:
        nomination = dossier.nominations[index]
        leaves = tuple(leaves_of_nomination(activity, nomination))
        yield from _matches(leaves, characters, f"{nomination.id or f'第{index + 1}项'} ")
    yield from _matches(tuple(leaves_of_dossier(activity, dossier)), characters, "")


def _matches(leaves: tuple[Leaf, ...], characters: str, owner: str) -> Iterator[str]:
    for each in texts_of(leaves):
        places = [place for place, one in enumerate(each.text) if one in characters]
        if places:
            yield owner + each.label + quote(scrub(_excerpt(each.text, places[0])))


def _excerpt(text: str, place: int) -> str:
    """The text around a place; all of it where it is short."""
    first, past = max(0, place - _AROUND), place + _AROUND + 1
    return ("…" if first else "") + text[first:past] + ("…" if past < len(text) else "")
