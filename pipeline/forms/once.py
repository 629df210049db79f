"""What the workbook says once for several projects: an employer's data, and what is the same for all."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.dossier.models import Nomination
from pipeline.dossier.plain import plain
from pipeline.dossier.text import is_nothing
from pipeline.forms.sheets import Plan
from pipeline.forms.tables import Record
from pipeline.forms.values import given

NAME, CODE = "employer.name", "employer.uscc"
"""What joins a project to its employer."""

_WRITTEN_ONCE = "opinion."
"""Of what may be shared, only this is written so by itself: a declaration is made for each project."""


@dataclass(frozen=True, slots=True)
class Once:
    """The values of a dossier, each where it stands.

    Attributes:
        projects: A row for each project, without what stands elsewhere.
        employers: A row for each employer.
        shared: What is the same for all.
    """

    projects: list[Record]
    employers: list[Record]
    shared: Record


def employer_key(name: str) -> str:
    """What of an employer's name joins a project to it: no white space, one width, one case."""
    return "".join(unicodedata.normalize("NFKC", plain(name)).casefold().split())


def said_once(nominations: Sequence[Nomination], plan: Plan) -> Once:
    """Take out of the projects what their employers' rows and the shared values say."""
    rows: list[dict[str, Any]] = [dict(given(each, plan.projects.columns)) for each in nominations]
    employers = _employers(rows, plan)
    return Once(list(rows), employers, _shared(rows, plan))


def _employers(rows: Sequence[dict[str, Any]], plan: Plan) -> list[Record]:
    groups: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for row in rows:
        if NAME in row and not is_nothing(row[NAME]):
            groups.setdefault((row[NAME], row.get(CODE)), []).append(row)
    names = [employer_key(name) for name, _ in groups]
    paths = [each.path for each in plan.employers.columns]
    found: list[Record] = []
    for (name, _), members in groups.items():
        if names.count(employer_key(name)) > 1:
            continue  # two of one name: each project says for itself which one it is
        common = _common(members, paths)
        found.append(common)
        for row in members:
            for path in common.keys() - {NAME}:
                del row[path]
    return found


def _shared(rows: Sequence[dict[str, Any]], plan: Plan) -> Record:
    paths = [each.path for each in plan.shared.columns if each.path.startswith(_WRITTEN_ONCE)]
    common = _common(rows, paths) if len(rows) > 1 else {}
    for row in rows:
        for path in common:
            del row[path]
    return common


def _common(rows: Sequence[Mapping[str, Any]], paths: Sequence[str]) -> dict[str, Any]:
    """The values that all rows have, and have alike."""
    first = rows[0]
    return {
        path: first[path]
        for path in paths
        if path in first and all(path in row and row[path] == first[path] for row in rows)
    }
