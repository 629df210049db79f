"""What a workbook says once for several projects, put into each of them: its employer's data, shared values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.dossier.schema import Field
from pipeline.forms.once import CODE, NAME, employer_key
from pipeline.load.faults import Notes, UnreadableError
from pipeline.load.grids import Table
from pipeline.load.nothing import says_nothing
from pipeline.load.raw import Branch, Node, Scalar
from pipeline.load.seen import Row, source_of
from pipeline.load.values import as_typed

Fields = Mapping[str, Field]
"""Fields by path."""


def put_employers(branches: Iterable[Branch], table: Table, fields: Fields, notes: Notes) -> None:
    """Put an employer's row into each of its projects, which name it by code or by name.

    What a project says itself stays; where its employer's row says something else, that is named.
    """
    rows = [row for row in table.rows if _said(row.nodes, fields)]
    by_code = _by(CODE, rows, notes)
    by_name = _by(NAME, rows, notes)
    used: set[int] = set()
    for branch in branches:
        row = by_code.get(_key(branch.at(CODE))) or by_name.get(_key(branch.at(NAME)))
        if row is not None:
            used.add(row.number)
            _put(branch, row, table, fields, notes)
    for row in rows:
        if row.number not in used:
            what = "没有项目用到这一行的单位"
            remedy = "在“项目”表的“第一完成单位-单位名称”一栏写上这个单位，名称与这里一样；不需要的可不管"
            notes.warning(UnreadableError(what, remedy), row.source)


def put_shared(branches: Iterable[Branch], nodes: Mapping[str, Node], fields: Fields) -> None:
    """Put what is the same for all into each project that says nothing of it itself."""
    said = _said(nodes, fields)
    for branch in branches:
        for path, node in said.items():
            there = branch.at(path)
            if there is None or says_nothing(there, fields[path]):
                branch.put(path, node)


def put_unless_other(branch: Branch, path: str, node: Node, fields: Fields, notes: Notes) -> None:
    """Put a value into a project that has none there; one that it has stays, and another one is named."""
    there = branch.at(path)
    if there is None or says_nothing(there, fields[path]):
        branch.put(path, node)
    elif not says_nothing(node, fields[path]) and not _same(there, node, path):
        where = f"（那里在{there.source.cell}）" if there.source.cell else ""
        said = f"这里与“{there.source.sheet}”表填的不一样{where}"
        notes.error("", UnreadableError(said, "两处改成一样，或清空其中一处"), node.source)


def _put(branch: Branch, row: Row, table: Table, fields: Fields, notes: Notes) -> None:
    for path, node in row.nodes.items():
        put_unless_other(branch, path, node, fields, notes)
    for column, path in table.columns.items():
        home = source_of(table.grid, table.file, row.number, column)
        branch.homes.setdefault(path, home)


def _said(nodes: Mapping[str, Node], fields: Fields) -> dict[str, Node]:
    return {path: node for path, node in nodes.items() if not says_nothing(node, fields[path])}


def _by(path: str, rows: Sequence[Row], notes: Notes) -> dict[str, Row]:
    """Rows by what they say at a path; of several that say the same, the first, and the others are named."""
    found: dict[str, Row] = {}
    for row in rows:
        key = _key(row.nodes.get(path))
        if key and key in found:
            what = f"与第{found[key].number}行是同一个单位，这一行没有读取"
            notes.error("", UnreadableError(what, "只留一行"), row.source)
        elif key:
            found[key] = row
    return found


def _key(node: Node | None) -> str:
    return employer_key(_text(node)) if isinstance(node, Scalar) else ""


def _text(scalar: Scalar) -> str:
    """What a cell shows; nothing where its digits are lost, of which the parser tells."""
    try:
        return as_typed(scalar).strip()
    except UnreadableError:
        return ""


def _same(one: Node, other: Node, path: str) -> bool:
    if path in {NAME, CODE}:
        return _key(one) == _key(other)
    if not isinstance(one, Scalar) or not isinstance(other, Scalar):
        return False
    same_day = one.day is not None and one.day == other.day
    return same_day or _text(one) == _text(other)
