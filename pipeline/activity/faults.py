"""What is wrong with a TOML file, in Chinese and with its key: the libraries' own words are English."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

Convert = Callable[[Mapping[str, Any]], object]

_PLACE = re.compile(r" - at `\$\.?(.*)`$")
_STEP = re.compile(r"\[([0-9]+|\.\.\.)\]|([^.\[]+)")
_TYPES = {
    "int": "整数", "float": "数字", "str": "文字（加引号）", "bool": "true 或 false", "null": "空",
    "date": "日期（如 2024-03-01）", "array": "列表（方括号）", "object": "一组键和值",
}  # fmt: skip


def say_toml(error: Exception) -> str:
    """Why a file is no TOML: `第3行第6列不合TOML的写法`.

    Args:
        error: A `tomllib.TOMLDecodeError` or a `UnicodeDecodeError`.
    """
    if isinstance(error, UnicodeDecodeError):
        return "不是UTF-8编码"
    text = str(error)
    place = re.search(r"line ([0-9]+), column ([0-9]+)", text)
    where = f"第{place[1]}行第{place[2]}列" if place else "文件末尾"
    repeated = any(word in text for word in ("overwrite", "twice", "already", "redefine"))
    return f"{where}重复写了同一项" if repeated else f"{where}不合TOML的写法"


def say_content(
    error: msgspec.ValidationError,
    content: Mapping[str, Any],
    convert: Convert,
    known: Collection[str],
) -> str:
    """What is wrong with a value, and its key: `quota 第1项 max：缺少这一项`.

    Args:
        error: What `convert` raised.
        content: The whole content.
        convert: Converts content, or raises.
        known: Keys that there are, for those that are misspelt.
    """
    text = str(error)
    steps = key_of(error, content, convert)
    what, name = _what(_PLACE.sub("", text), known)
    said = " ".join(
        f"第{step + 1}项" if isinstance(step, int) else step for step in [*steps, *name]
    )
    return f"{said}：{what}" if said else what


def key_of(
    error: msgspec.ValidationError, content: Mapping[str, Any], convert: Convert
) -> list[str | int]:
    """The steps to the value that is wrong; the library leaves out keys of mappings, `[...]`."""
    place = _PLACE.search(str(error))
    steps: list[str | int] = []
    here: Any = content
    for index, key in _STEP.findall(place[1] if place else ""):
        step = key or (_culprit(steps, here, content, convert) if index == "..." else int(index))
        steps.append(step)
        here = here[step] if isinstance(step, int) or step in here else {}
    return steps


def _culprit(
    steps: list[str | int], mapping: Mapping[str, Any], content: Mapping[str, Any], convert: Convert
) -> str:
    """The key of a mapping whose value alone is refused too."""
    for key, value in mapping.items():
        try:
            convert(_with(content, steps, {key: value}))
        except msgspec.ValidationError as error:
            if "[...]" in str(error):
                return key
    return next(iter(mapping), "")


def _with(content: Any, steps: list[str | int], value: Any) -> Any:
    """A copy of content with another value at a place."""
    if not steps:
        return value
    first, *rest = steps
    if isinstance(first, int):
        return [_with(each, rest, value) if i == first else each for i, each in enumerate(content)]
    return {**content, first: _with(content[first], rest, value)}


def _what(text: str, known: Collection[str]) -> tuple[str, list[str]]:
    """What is wrong, and the key of a table that it concerns."""
    if found := re.search(r"(missing required|unknown) field `(.+)`", text):
        missing = found[1] != "unknown"
        return "缺少这一项" if missing else _unknown(found[2], known), [found[2]]
    for pattern, said in _WORDS:
        if found := re.search(pattern, text):
            return said(found), []
    return f"不合规定（{text}）", []


def _unknown(key: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return "没有这一项" + (f"（是否应为 {near[0]}）" if near else "")


def _said(kinds: str) -> str:
    return "、".join(_TYPES.get(kind, kind) for kind in kinds.split(" | "))


_WORDS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"Expected `(.+?)`, got `(.+?)`", lambda it: f"应为{_said(it[1])}，写的是{_said(it[2])}"),
    (r"Expected `.+?` >= ([0-9.]+)", lambda it: f"不能小于{float(it[1]):g}"),
    (r"Invalid enum value '?(.+?)'?$", lambda it: f"“{it[1]}”不是规定的写法"),
    (r"Invalid RFC3339", lambda _: "应为日期，如 2024-03-01，不加引号"),
)
