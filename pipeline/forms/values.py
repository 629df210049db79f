"""Values of a record by path, as the writers of forms ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.dossier.schema import is_empty
from pipeline.forms.sheets import Column


def at(record: object, path: str) -> Any:
    """The value at a path below a record, the activity's own fields included."""
    for key in path.split("."):
        if key not in getattr(record, "__dataclass_fields__", {}):
            return getattr(record, "extra", {}).get(key)
        record = getattr(record, key)
    return record


def given(record: object, columns: Iterable[Column]) -> Iterator[tuple[str, Any]]:
    """The values of columns that have one, by path."""
    for column in columns:
        value = at(record, column.path)
        if not is_empty(value):
            yield column.path, value
