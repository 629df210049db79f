"""Find the field that a header means, whatever a clerk made of its spaces, brackets and breaks."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from pipeline.dossier.schema import Kind
from pipeline.dossier.words import squash, without_brackets
from pipeline.forms.sheets import (
    HONOUR_KIND_LABEL,
    ID_LABEL,
    IGNORED_LABELS,
    Column,
    SheetPlan,
)
from pipeline.load.faults import nearest

ID = "#id"
"""Stands for the column that names the nomination of a row."""
HONOUR_KIND = "#kind"
"""Stands for the column 类别 of the sheet 荣誉."""
IGNORED = "#ignored"
"""Stands for a column of ours that holds no value."""


class Labels:
    """The headers of one sheet and what they mean.

    A header means a field when it is the field's whole label (`第一完成人-姓名`), or the end of it
    that no other field shares, or such an end below the band over it.
    """

    def __init__(self, plan: SheetPlan) -> None:
        self._whole: dict[str, str] = {squash(each): IGNORED for each in IGNORED_LABELS}
        self._ends: defaultdict[str, list[Column]] = defaultdict(list)
        self._bands: set[str] = set()
        self._known: dict[tuple[str, str], str | None] = {}
        self.names = [each.label for each in plan.columns]
        self.of_files = frozenset(
            each.path for each in plan.columns if each.field.kind is Kind.FILES
        )
        """Paths of the fields that list files, where a picture may stand for one."""
        for column in plan.columns:
            self._add(column)
        if plan.has_id:
            self._whole[squash(ID_LABEL)] = ID
        if plan.has_honour_kind:
            self._whole[squash(HONOUR_KIND_LABEL)] = HONOUR_KIND

    def _add(self, column: Column) -> None:
        self._whole[squash(column.label)] = column.path
        *groups, _ = column.labels
        self._bands.update(squash("".join(groups[:end])) for end in range(1, len(groups) + 1))
        self._bands.update(squash(group) for group in groups)
        self._bands.add(squash(column.band))
        for start in range(1, len(column.labels)):
            self._ends[squash("".join(column.labels[start:]))].append(column)
        if groups and column.field.key == "name":
            self._ends[squash("".join(groups))].append(column)  # 经办人 alone is his name

    def is_band(self, text: str) -> bool:
        """Whether a text is a heading over fields."""
        return squash(text) in self._bands

    def find(self, header: str, band: str = "") -> str | None:
        """The path of the field that a header means, or None."""
        if (header, band) not in self._known:
            self._known[header, band] = self._search(header, squash(band))
        return self._known[header, band]

    def _search(self, header: str, band: str) -> str | None:
        for word in (squash(header), without_brackets(header)):
            found = self._find(word, band) if word else None
            if found is not None:
                return found
        return None

    def _find(self, word: str, band: str) -> str | None:
        for whole in (band + word, word):
            if whole in self._whole:
                return self._whole[whole]
        ends = self._ends.get(word, [])
        below = [each for each in ends if band in _groups(each)]
        under = [each for each in ends if band == squash(each.band)]
        for candidates in (below, under, ends):
            if len(candidates) == 1:
                return candidates[0].path
        return None

    def nearest(self, header: str) -> str | None:
        """The label most like a header that was not understood."""
        return nearest(header, self.names)


@lru_cache(maxsize=4096)
def _groups(column: Column) -> frozenset[str]:
    groups = column.labels[:-1]
    spans = {
        squash("".join(groups[start:end]))
        for start in range(len(groups))
        for end in range(start + 1, len(groups) + 1)
    }
    return frozenset(spans)
