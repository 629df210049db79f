"""The one gate for text: every value of every field passes it before anything reads it.

What `dossier.plain` drops is told, with its place and codes; radicals become characters without a word,
for nobody can see the difference.  Names of files are left alone: a file is found by the name it has.
"""

from __future__ import annotations

import dataclasses

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.plain import lookalikes, plain, unseen
from pipeline.dossier.schema import Field, Kind
from pipeline.load.faults import Notes, UnreadableError
from pipeline.load.raw import Branch, Items, Node, Scalar
from pipeline.load.values import trimmed

_RETYPE = "对照原件核对；从网页或PDF粘贴的，可删去后重新录入"


def make_plain(tree: Branch, activity: Activity, notes: Notes) -> None:
    """Put plain characters into a dossier's tree, and note what was dropped or cannot be read."""
    _Gate(activity, notes).record(models.Dossier, tree, "")


class _Gate:
    def __init__(self, activity: Activity, notes: Notes) -> None:
        self.activity, self.notes = activity, notes

    def record(self, model: type, branch: Branch, path: str) -> None:
        """Pass the fields of a record."""
        for field in self.activity.fields(model, path):
            node = branch.items.get(field.key)
            if node is None or field.kind in {Kind.FILE, Kind.FILES}:
                continue
            here = f"{path}.{field.key}".lstrip(".")
            branch.items[field.key] = passed = self._passed(node, field, here)
            if isinstance(passed, Scalar) and passed.value == "":
                del branch.items[field.key]  # `required` asks for it at the place noted

    def _passed(self, node: Node, field: Field, path: str) -> Node:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return self._scalar(node, node.value, field, path)
        if isinstance(node, Items):
            node.items = [
                self._passed(each, field, f"{path}[{index}]")
                for index, each in enumerate(node.items)
            ]
        elif isinstance(node, Branch) and field.model is not None:
            # The parser takes a lone record for a list of one.
            lone = field.kind is Kind.RECORDS and not path.endswith("]")
            self.record(field.model, node, f"{path}[0]" if lone else path)
        return node

    def _scalar(self, node: Scalar, typed: str, field: Field, path: str) -> Scalar:
        text = plain(typed)
        dropped = unseen(trimmed(typed))  # at the ends it is white space like any other
        if dropped:
            said = f"{field.label}：有看不见的字符（{dropped}），已略去"
            self.notes.warning(UnreadableError(said, _RETYPE), node.source, path=path)
        if left := lookalikes(text):
            said = f"{field.label}：有形似汉字的部首、笔画（{left}），不是汉字"
            self.notes.warning(UnreadableError(said, _RETYPE), node.source, path=path)
        self.notes.sources.setdefault(path, node.source)
        return node if text == typed else dataclasses.replace(node, value=text)
