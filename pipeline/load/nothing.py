"""Leave out of the raw tree what only says that there is nothing, so that no later stage sees it.

Both forms of a dossier pass through here before anything is read: what is left is meant.  The place
of what was left out is kept, so that a finding for a missing value names the very cell.
"""

from __future__ import annotations

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind
from pipeline.dossier.text import is_nothing
from pipeline.load import values
from pipeline.load.faults import Notes
from pipeline.load.raw import Branch, Items, Node, Scalar


def leave_out_nothing(tree: Branch, activity: Activity, notes: Notes) -> None:
    """Take what says nothing out of a dossier's tree: values, items, records of nothing else."""
    _Sieve(activity, notes).record(models.Dossier, tree, "")


def says_nothing(node: Node, field: Field) -> bool:
    """Whether a value of a field says that there is nothing; 无 may be the field's own answer."""
    return (
        isinstance(node, Scalar)
        and isinstance(node.value, str)
        and is_nothing(node.value)
        and not values.is_answer(node.value, field)
    )


class _Sieve:
    def __init__(self, activity: Activity, notes: Notes) -> None:
        self.activity, self.notes = activity, notes

    def record(self, model: type, branch: Branch, path: str) -> None:
        """Sift the fields of a record."""
        for field in self.activity.fields(model, path):
            node = branch.items.get(field.key)
            if node is None:
                continue
            here = f"{path}.{field.key}".lstrip(".")
            if self._is_void(node, field, here) and not _is_record(node, field):
                del branch.items[field.key]
                self.notes.nothing(here, _typed(node), node.source)
            else:
                self._below(node, field, here)

    def _below(self, node: Node, field: Field, path: str) -> None:
        if isinstance(node, Items):
            node.items = [each for each in node.items if not self._is_void(each, field, path)]
            for index, each in enumerate(node.items):
                self._below(each, field, f"{path}[{index}]")
        elif isinstance(node, Branch) and field.model is not None:
            # The parser takes a lone record for a list of one.
            lone = field.kind is Kind.RECORDS and not path.endswith("]")
            self.record(field.model, node, f"{path}[0]" if lone else path)

    def _is_void(self, node: Node, field: Field, path: str) -> bool:
        """Whether nothing in a node says anything; what is wrong there does."""
        if isinstance(node, Items):
            return all(self._is_void(each, field, path) for each in node.items)
        if isinstance(node, Branch) and field.model is not None:
            known = {each.key: each for each in self.activity.fields(field.model, path)}
            return all(
                key in known and self._is_void(below, known[key], f"{path}.{key}")
                for key, below in node.items.items()
            )
        return says_nothing(node, field)


def _is_record(node: Node, field: Field) -> bool:
    """A record that stands once keeps the places of its fields."""
    return isinstance(node, Branch) and field.kind is Kind.RECORD


def _typed(node: Node) -> str:
    """What stands there, if it is one value."""
    return str(node.value).strip() if isinstance(node, Scalar) else ""
