"""Read what stands on a filled form as the cells of a workbook are read: one parser for all.

`collect` finds the words; this gives them their values, and says which cannot be read.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.activity.model import Activity
from pipeline.dossier.answers import Answers
from pipeline.dossier.findings import Source
from pipeline.dossier.intake import Intake
from pipeline.load.faults import Notes
from pipeline.load.gate import make_plain
from pipeline.load.nothing import leave_out_nothing
from pipeline.load.parser import parse
from pipeline.load.raw import Branch, Items, Scalar

_TYPED = "填写的内容"
_STEP = re.compile(r"([a-z_0-9]+)(?:\[([0-9]+)\])?")


def read_answers(answers: Answers, activity: Activity) -> Intake:
    """The one nomination that a filled form holds.

    Args:
        answers: What stands on it.
        activity: Says which fields there are.

    Returns:
        The values; the `cell` of each source is its place on the form, and findings name what cannot
        be read.
    """
    notes = Notes(answers.source)
    nomination = Branch(source=Source(answers.source))
    for path, answer in answers.values.items():
        _put(nomination, path, Scalar(value=answer.text, source=_at(answers, answer.place)))
    items = Items(source=nomination.source, items=[nomination])
    tree = Branch(source=nomination.source, items={"nominations": items})
    return _read(tree, notes, answers.source, activity)


def read_typed(path: str, text: str, activity: Activity) -> Intake:
    """What somebody typed for one value of a dossier.

    Args:
        path: Full path of the value, `nominations[0].lead.name` or `unit.name`.
        text: What was typed.
        activity: Says which fields there are.

    Returns:
        The value; findings say why it cannot be read.
    """
    tree = Branch(source=Source(_TYPED))
    _put(tree, path, Scalar(value=text, source=Source(_TYPED)))
    return _read(tree, Notes(_TYPED), _TYPED, activity)


def _read(tree: Branch, notes: Notes, source: str, activity: Activity) -> Intake:
    leave_out_nothing(tree, activity, notes)
    make_plain(tree, activity, notes)
    dossier = parse(tree, activity, notes, placed=lambda name: name)
    return Intake(
        folder=Path(),
        name=source,
        file=source,
        dossier=dossier,
        sources=notes.sources,
        nothings=notes.nothings,
        findings=notes.findings(),
    )


def _at(answers: Answers, place: str) -> Source:
    return Source(answers.source, cell=place)


def _put(branch: Branch, path: str, scalar: Scalar) -> None:
    """Put a value at a path with numbers; items before it that nothing was said of are empty."""
    *parents, last = path.split(".")
    for step in parents:
        found = _STEP.fullmatch(step)
        key, number = (found[1], found[2]) if found else (step, None)
        branch = _item(branch, key, int(number)) if number else _below(branch, key)
    branch.items[last] = scalar


def _below(branch: Branch, key: str) -> Branch:
    node = branch.items.setdefault(key, Branch(source=branch.source))
    return node if isinstance(node, Branch) else branch


def _item(branch: Branch, key: str, number: int) -> Branch:
    listed = branch.items.setdefault(key, Items(source=branch.source))
    assert isinstance(listed, Items)  # noqa: S101 - paths of a form name lists by number only
    while len(listed.items) <= number:
        listed.items.append(Branch(source=branch.source))
    item = listed.items[number]
    assert isinstance(item, Branch)  # noqa: S101 - as above
    return item
