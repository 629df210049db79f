"""What the name of a font in a PDF means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.typefaces.table import FREE_MARKS, TYPEFACES, Typeface

_REGION = re.compile(r"(?<=cjk)(sc|tc|hk|jp|kr)$")


def key(name: str) -> str:
    """A font's name without its cut: `NotoSerifCJKjp-Bold` and `Noto Serif CJK SC` are one."""
    return _REGION.sub("", name.replace(" ", "").lower().partition("-")[0])


def typeface_of(name: str) -> Typeface | None:
    """The typeface of a font by its name, its own or a stand-in's; None if the name tells of none."""
    plain = _plain(name)
    return next((each for each in TYPEFACES if any(mark in plain for mark in each.marks)), None)


def unlike(stand_ins: Mapping[str, str]) -> tuple[str, ...]:
    """The official fonts in whose place comes a font of another typeface: papers do not look as they should.

    Args:
        stand_ins: For each official font that is not installed, the font in its place.
    """
    return tuple(
        each.word
        for each in TYPEFACES
        if each.word in stand_ins and typeface_of(stand_ins[each.word]) is not each
    )


def is_free(name: str) -> bool:
    """Whether it is one of the free fonts that stand in for those of offices."""
    return any(mark in _plain(name) for mark in FREE_MARKS)


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("-", "")
