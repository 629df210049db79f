"""A dossier as it stands in the file: a tree of maps, lists and scalars, each with its place.

The workbook and the YAML form both give this tree; one parser turns it into values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.dossier.findings import Source
from pipeline.tools.workbook import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One value as it was typed.

    Attributes:
        value: Text from YAML; from a workbook also numbers, yes/no and moments.
        source: Where it stands.
        number_format: How the workbook shows it.
        day: The day a number stands for in the workbook's calendar.
    """

    value: str | int | float | bool | datetime
    source: Source
    number_format: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A value that the file itself has lost: an error, or a formula without a result."""

    message: str
    remedy: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A picture in a cell, or over it, where files are listed; lists of them hold nothing else."""

    picture: Picture
    source: Source


@dataclass(slots=True, kw_only=True)
class Branch:
    """A map; `homes` says where values belong that may be missing, by path below it."""

    source: Source
    items: dict[str, Node] = field(default_factory=dict)
    homes: dict[str, Source] = field(default_factory=dict)

    def at(self, path: str) -> Node | None:
        """The node at a path of keys, such as `lead.name`."""
        node: Node | None = self
        for key in path.split("."):
            if not isinstance(node, Branch):
                return None
            node = node.items.get(key)
        return node

    def put(self, path: str, node: Node) -> None:
        """Put a node at a path of keys, with the maps that lead to it."""
        branch = self
        *parents, last = path.split(".")
        for key in parents:
            below = branch.items.setdefault(key, Branch(source=branch.source))
            if not isinstance(below, Branch):
                return
            branch = below
        branch.items[last] = node

    def add(self, path: str, node: Node) -> None:
        """Add a node to the list at a path of keys."""
        found = self.at(path)
        if not isinstance(found, Items):
            found = Items(source=node.source)
            self.put(path, found)
        found.items.append(node)


@dataclass(slots=True, kw_only=True)
class Items:
    """A list."""

    source: Source
    items: list[Node] = field(default_factory=list)


Node = Scalar | Broken | Embedded | Branch | Items


def nominations_of(tree: Branch) -> Iterator[tuple[int, Branch]]:
    """The nominations of a dossier's tree, counted from 0; what is no map is left out."""
    listed = tree.items.get("nominations")
    nodes = listed.items if isinstance(listed, Items) else [listed]
    for index, node in enumerate(nodes):
        if isinstance(node, Branch):
            yield index, node
