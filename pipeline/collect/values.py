"""Values of nominations at paths: got, set, compared, shown."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier.models import Nomination
from pipeline.dossier.schema import Kind, is_empty
from pipeline.forms.cells import as_cell
from pipeline.forms.file_names import ROLES
from pipeline.forms.sheets import HONOUR_LISTS, Column, Plan, plan_of
from pipeline.forms.values import at

LISTS = ("contributors", *HONOUR_LISTS.values())
"""Lists of records, each a value as a whole."""
FILE_KINDS = frozenset({Kind.FILE, Kind.FILES})

_SHOWN_FOR = {
    "employer.contact.mobile": "employer.contact.phone",
    "employer.contact.phone": "employer.contact.mobile",
    "employer.union.contact.phone": "employer.union.contact.mobile",
    "employer.union.contact.mobile": "employer.union.contact.phone",
    "opinion.handler.phone": "opinion.handler.mobile",
    "opinion.email": "opinion.handler.email",
    "lead.employer": "employer.name",
}
"""The official form shows the second where the first is empty."""
LIST_LABELS = {"contributors": "其他完成人", "lead.honours": "个人荣誉", "team.award": "团队获奖"}


class Fields:
    """The fields of a nomination for an activity, those that hold one value and the lists."""

    def __init__(self, activity: Activity) -> None:
        self.plan: Plan = plan_of(activity.fields)
        self._columns = {each.path: each for each in self.plan.projects.columns}
        self._lists = {
            path: self.plan.contributors if path == "contributors" else self.plan.honours
            for path in LISTS
        }

    def compared(self) -> Iterator[str]:
        """Paths of what is compared: all but the id and files."""
        for path, column in self._columns.items():
            if path != "id" and column.field.kind not in FILE_KINDS:
                yield path
        yield from LISTS

    def files(self) -> Iterator[str]:
        """Paths of fields whose files have names of their own."""
        return (path for path in self._columns if path in ROLES)

    def column(self, path: str) -> Column:
        """The column of a field."""
        return self._columns[path]

    def columns_of(self, path: str) -> tuple[Column, ...]:
        """The columns of a list."""
        return self._lists[path].columns

    def label(self, path: str) -> str:
        """What a clerk calls a field."""
        return LIST_LABELS.get(path) or self._columns[path].label

    def shown(self, path: str, value: Any) -> str:
        """A value that is compared, in words, on one line."""
        if path in LISTS:
            text = "；".join(self._record(path, each) for each in value or ())
        else:
            cell = as_cell(self._columns[path], value)
            text = "" if cell is None else str(cell)
        return " ".join(text.split())

    def _record(self, path: str, record: Any) -> str:
        cells = (as_cell(each, at(record, each.path)) for each in self.columns_of(path))
        return " ".join(str(each) for each in cells if each is not None)


def put(record: Any, path: str, value: Any) -> Any:
    """A record with another value at a path."""
    key, _, rest = path.partition(".")
    known = {each.name for each in dataclasses.fields(record)}
    if key not in known:
        return dataclasses.replace(record, extra={**record.extra, key: value})
    below = put(getattr(record, key), rest, value) if rest else value
    return dataclasses.replace(record, **{key: below})


def same(path: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same: line ends and spaces do not count."""
    return one == other or digest_of(path, one) == digest_of(path, other)


def digest_of(path: str, value: Any) -> str:
    """A digest by which a value is known again, without telling it; empty for an empty value."""
    if is_empty(value):
        return ""
    return hashlib.sha256(f"{path}\0{_plain(value)}".encode()).hexdigest()[:32]


def _plain(value: Any) -> str:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        keys = [each.name for each in dataclasses.fields(value)]
        return "{" + "|".join(f"{key}={_plain(getattr(value, key))}" for key in keys) + "}"
    if isinstance(value, tuple):
        return "[" + ",".join(map(_plain, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + "|".join(f"{key}={_plain(each)}" for key, each in sorted(value.items())) + "}"
    return "" if is_empty(value) else "".join(str(value).split())


def stands_for_another(path: str, theirs: Nomination, ours: Nomination) -> bool:
    """Whether the official form only shows another value in the place of this one, which is empty."""
    other = _SHOWN_FOR.get(path)
    if other is None or (at(ours, path) and path != "lead.employer"):
        return False
    value = at(theirs, path)
    return same(path, value, at(ours, other)) or (
        path == "lead.employer" and same(path, value, at(theirs, other))
    )
