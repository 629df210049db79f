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

_MAX_BYTES = 5_000_000
_MAX_DEPTH = 16
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not allow (5.1); other control characters can be written as `\\x01`."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(
    path: Path, find_activity: Callable[[str], Activity], notes: Notes
) -> tuple[Branch, Activity]:
    """The raw tree of a YAML dossier, and the activity it names.

    Raises:
        InputError: The file cannot be read, is no dossier, or names no known activity.
    """
    reader = _Reader(path.name, notes)
    try:
        tree = reader.document(_text_of(path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"第{mark.line + 1}行" if mark else ""
        raise _broken(path.name, line, str(error.problem or "格式有误")) from error
    except yaml.reader.ReaderError as error:
        raise _broken(
            path.name, "", f"含有不允许的控制字符（第{error.position + 1}个字符）"
        ) from error
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


def _broken(file: str, line: str, why: str) -> InputError:
    return InputError(
        "YAML格式有误", where=f"{file} {line}".strip(), why=why, remedy="改正缩进、冒号或引号"
    )


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
            raise _broken(self.file, f"第{source.line}行", "不能使用“&”“*”引用")
        if depth > _MAX_DEPTH:
            raise _broken(self.file, f"第{source.line}行", "层次太深")
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
                raise _broken(self.file, f"第{_line(event)}行", "名称应是文字")
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
