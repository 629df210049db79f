"""Read `dossier.yaml` into the raw tree: every value stays the text it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from pipeline.activity.model import Activity
from pipeline.dossier.findings import Source
from pipeline.dossier.text import is_nothing
from pipeline.errors import InputError
from pipeline.load.faults import Notes, UnreadableError, no_activity
from pipeline.load.raw import Branch, Items, Node, Scalar
from pipeline.load.yaml_faults import REFERENCE, Complaint, complaint

_MAX_BYTES = 5_000_000
_MAX_DEPTH = 16
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not allow (5.1); other control characters can be written as `\\x01`."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TOO_DEEP = Complaint("层次太深", "照示例填写，不要一层套一层")
_NO_NAME = Complaint("名称应是文字", "去掉名称里的括号，照示例填写")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(
    path: Path, find_activity: Callable[[str], Activity], notes: Notes
) -> tuple[Branch, Activity]:
    """The raw tree of a YAML dossier, and the activity it names.

    Raises:
        InputError: The file cannot be read, is no dossier, or names no known activity.
    """
    text = _text_of(path)
    try:
        tree = _Reader(path.name, notes).document(text)
    except yaml.MarkedYAMLError as error:
        raise _told(error, text, path.name) from error
    activity = tree.items.get("activity")
    if not isinstance(activity, Scalar) or is_nothing(str(activity.value)):
        raise no_activity(path.name, "加上一行 activity: 活动代号", find_activity)
    return tree, find_activity(str(activity.value).strip())


def _text_of(path: Path) -> str:
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(
            "文件太大，没有读取", where=path.name, why="超过 5 MB", remedy="检查文件是否选对"
        )
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            "文件编码不是 UTF-8，读不出来", where=path.name, remedy="另存为 UTF-8 编码"
        ) from error
    stray = _NOT_ALLOWED.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        raise InputError("有看不见的控制字符", where=f"{path.name} 第{line}行", remedy="删去后再试")
    return text


def _told(error: yaml.MarkedYAMLError, text: str, file: str) -> InputError:
    """What the parser said, in Chinese; at the line where it is to be mended."""
    marks = [error.problem_mark, error.context_mark]
    stopped = text[marks[0].index : marks[0].index + 1] if marks[0] else ""
    found = complaint(f"{error.context}: {error.problem}", stopped)
    mark = next(filter(None, reversed(marks) if found.is_at_start else marks), None)
    return _broken(file, mark.line + 1 if mark else None, found)


def _broken(file: str, line: int | None, found: Complaint) -> InputError:
    where = f"{file} 第{line}行" if line else file
    return InputError("YAML格式有误", where=where, why=found.why, remedy=found.remedy)


class _Reader:
    """Builds the tree from the parser's events, which costs nothing for what is refused."""

    def __init__(self, file: str, notes: Notes) -> None:
        self.file, self.notes = file, notes
        self.events: Any = iter(())

    def document(self, text: str) -> Branch:
        """The one document of a file."""
        self.events = (
            each
            for each in yaml.parse(text, Loader=_LOADER)
            if not isinstance(each, yaml.StreamStartEvent | yaml.DocumentEndEvent)
        )
        event = next(self.events)
        if isinstance(event, yaml.DocumentStartEvent):
            event = next(self.events)
        tree = None if isinstance(event, yaml.StreamEndEvent) else self._node(event, "", 0)
        if not isinstance(tree, Branch):
            raise InputError(
                "不是提名材料", where=self.file, why="内容应是“名称: 值”", remedy="按示例填写"
            )
        if isinstance(next(self.events), yaml.DocumentStartEvent):
            raise InputError("一个文件里有多份材料", where=self.file, remedy="去掉后面的“---”部分")
        return tree

    def _node(self, event: yaml.Event, path: str, depth: int) -> Node | None:
        source = Source(self.file, line=_line(event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _broken(self.file, source.line, REFERENCE)
        if depth > _MAX_DEPTH:
            raise _broken(self.file, source.line, _TOO_DEEP)
        if isinstance(event, yaml.MappingStartEvent):
            return self._branch(source, path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(source, path, depth)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - no other event starts a node
        if not event.style and event.value in _NULLS:
            return None
        return Scalar(value=event.value, source=source)

    def _branch(self, source: Source, path: str, depth: int) -> Branch:
        branch = Branch(source=source)
        seen: set[str] = set()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _broken(self.file, _line(event), _NO_NAME)
            key = event.value
            here = f"{path}.{key}".lstrip(".")
            node = self._node(next(self.events), here, depth + 1)
            if key in seen:
                self._refuse_twice(key, here, _line(event))
            elif node is None:
                branch.homes[key] = Source(self.file, line=_line(event))
            else:
                branch.items[key] = node
            seen.add(key)
        return branch

    def _refuse_twice(self, key: str, path: str, line: int) -> None:
        self.notes.error(
            path,
            UnreadableError(f"“{key}”写了两次，后一次没有读取", "只留一次"),
            Source(self.file, line=line),
        )

    def _items(self, source: Source, path: str, depth: int) -> Items:
        items = Items(source=source)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            node = self._node(event, f"{path}[{len(items.items)}]", depth + 1)
            if node is not None and not (isinstance(node, Branch) and not node.items):
                items.items.append(node)
        return items


def _line(event: yaml.Event) -> int:
    """The line an event starts on, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1
