"""Where the values of a dossier belong, so that one that is missing has its place too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from pipeline.dossier.findings import Source

_NOMINATION = re.compile(r"nominations\[[0-9]+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Where values belong, whether they are there or not.

    Attributes:
        places: By full path: the cell beside a field's label on a form, the row for the next item of
            a list, the folder for a nomination's photos, the line of a record in YAML.
        columns: The columns of tables, by sheet and by path below the record that a row holds: a cell
            of a table is found by them when it is asked for, for there are too many to list.  `#id` and
            `#kind` are columns that say whose a row is.
    """

    places: Mapping[str, Source] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def around(self, path: str, sources: Mapping[str, Source]) -> Iterator[Source]:
        """Where a value stands, else where it belongs, then what lies around it, nearest first.

        Args:
            path: Full path of the value, `nominations[0].lead.name`; empty for the dossier itself.
            sources: Where the values that are there stand, by such paths.
        """
        for each in _outwards(path):
            found = (*self._very(each, sources), sources.get(f"{each}[0]"))
            yield from filter(None, found)

    def at(self, path: str, sources: Mapping[str, Source]) -> Source | None:
        """The very place where a value stands or belongs; None where only what is around it is known."""
        return next(filter(None, self._very(path, sources)), None)

    def _very(self, path: str, sources: Mapping[str, Source]) -> tuple[Source | None, ...]:
        return sources.get(path), self.places.get(path), self._in_table(path, sources)

    def _in_table(self, path: str, sources: Mapping[str, Source]) -> Source | None:
        """The cell in the row of the record and the column of the field."""
        record, _, below = path.rpartition("].")
        row = sources.get(f"{record}]")
        if row is None or row.sheet is None or row.cell is None:
            return None
        column = self.columns.get(row.sheet, {}).get(below)
        number = row.cell.lstrip(ascii_uppercase)
        return Source(row.file, sheet=row.sheet, cell=f"{column}{number}") if column else None


def _outwards(path: str) -> Iterator[str]:
    """A path, then the lists and records around it; a nomination is first known by its number."""
    while path:
        if _NOMINATION.fullmatch(path):
            yield f"{path}.id"
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield ""
