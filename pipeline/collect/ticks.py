"""Which of some options somebody chose on paper: by a tick, by leaving one, or by writing it.

Nothing is guessed: where ticks may belong to either neighbour, or too many are ticked, it is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

TICKS = "☑☒√✓✔■●✅🗹"
BOXES = "☐□○◯〇口"
_TICK, _BOX = re.compile(f"[{TICKS}]"), re.compile(f"[{BOXES}]")
_MARK = re.compile(f"[{TICKS}{BOXES}]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen.

    Attributes:
        labels: Labels of the options, in their order.
        rest: What stands behind the last option, such as what 其他 is.
        doubt: Why it cannot be told, in Chinese; empty where it can.
        is_list: Whether the text is a list of options at all.
    """

    labels: tuple[str, ...] = ()
    rest: str = ""
    doubt: str = ""
    is_list: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    label: str
    start: int
    end: int


def chosen(text: str, options: Sequence[str]) -> Chosen:
    """Which options a text chooses.

    Args:
        text: What stands there: all options with ticks, or those that were left.
        options: Labels of the options.
    """
    found = _places(text, options)
    if not found:
        return Chosen(is_list=False)
    rest = _without_marks(text[found[-1].end :])
    if not _TICK.search(text):
        return _left(found, options, rest, has_boxes=bool(_BOX.search(text)))
    return _ticked(text, found, rest)


def _places(text: str, options: Sequence[str]) -> list[_Found]:
    """Where the options stand; a label within a longer one is none, spaces in them do not count."""
    found: list[_Found] = []
    taken: set[int] = set()
    for label in sorted(options, key=len, reverse=True):
        pattern = r"\s*".join(map(re.escape, _SPACE.sub("", label)))
        for each in re.finditer(pattern, text):
            if taken.isdisjoint(range(*each.span())):
                taken.update(range(*each.span()))
                found.append(_Found(label, *each.span()))
                break
    return sorted(found, key=lambda each: each.start)


def _without_marks(text: str) -> str:
    return _MARK.sub("", text).strip(" 　\t\n:：_—-。；;、，,()（）")


def _left(found: list[_Found], options: Sequence[str], rest: str, *, has_boxes: bool) -> Chosen:
    """Without any tick, what was left of the options counts; all of them are the blank form."""
    if has_boxes and len(found) == len(options):
        return Chosen()
    if len(found) == len(options) > 1:
        return Chosen()
    if has_boxes and len(found) > 1:
        return Chosen(doubt="没有打勾，看不出选了哪一项")
    return Chosen(tuple(each.label for each in found), rest)


def _ticked(text: str, found: list[_Found], rest: str) -> Chosen:
    stand_before = _stand_before(text, found)
    if stand_before is None:
        return Chosen(doubt="看不出勾打在哪一项上")
    labels = []
    for place, each in enumerate(found):
        before = text[found[place - 1].end if place else 0 : each.start]
        after = text[each.end : found[place + 1].start if place + 1 < len(found) else len(text)]
        if _TICK.search(before if stand_before else after):
            labels.append(each.label)
    return Chosen(tuple(labels), rest if found[-1].label in labels else "")


def _stand_before(text: str, found: list[_Found]) -> bool | None:
    """Whether marks stand before their options; None where that cannot be told."""
    first, last = text[: found[0].start], text[found[-1].end :]
    if _MARK.search(first):
        return True
    if re.match(rf"\s*[{TICKS}{BOXES}]", last):
        return False
    glued = {_side(text, found, mark.start()) for mark in _MARK.finditer(text)} - {None}
    return glued.pop() if len(glued) == 1 else None


def _side(text: str, found: list[_Found], place: int) -> bool | None:
    """Whether a mark touches the option after it only; False: the one before it only."""
    starts = text[place + 1 :][:1].strip() != "" and any(each.start == place + 1 for each in found)
    ends = any(each.end == place for each in found)
    return starts if starts != ends else None
