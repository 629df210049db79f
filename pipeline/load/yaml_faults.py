"""What is wrong with a YAML file, in Chinese: the words of PyYAML and libyaml are English, and for programmers."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTE = "给整个值加上引号"
_ALIGN = "把同一级的各行对齐，值里有冒号的加上引号"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and what to do about it.

    Attributes:
        why: What is wrong, in Chinese.
        remedy: What to do.
        is_at_start: Whether it is mended where the thing begins, not where reading stopped.
    """

    why: str
    remedy: str
    is_at_start: bool = False


REFERENCE = Complaint("不能使用“&”“*”引用", f"去掉；值本来就以“&”“*”开头的，{_QUOTE}")
_TAB = Complaint("用制表符（Tab键）缩进了", "改用空格缩进")

_MEANT: tuple[tuple[str, Complaint], ...] = (
    ("tab character", _TAB),
    (
        "document start",
        Complaint("前面已经结束，这里又有内容", "删去单独的“...”行，和以“%”开头的行"),
    ),
    (
        "quoted scalar.*(end of stream|document (indicator|separator))",
        Complaint("引号没有成对", "补上后面的引号", is_at_start=True),
    ),
    (
        "quoted scalar",
        Complaint("双引号里的反斜杠“\\”写法不对", "改用单引号，或把反斜杠写成两个"),
    ),
    (
        "flow sequence",
        Complaint("方括号没有成对，或各项之间少了逗号", "补上“]”或半角逗号", is_at_start=True),
    ),
    (
        "flow mapping",
        Complaint("花括号没有成对，或各项之间少了逗号", "补上“}”或半角逗号", is_at_start=True),
    ),
    ("flow node", Complaint("括号没有成对，或多了逗号", "补上后面的括号，去掉多出的逗号")),
    ("block node", Complaint("值不能以括号或逗号开头", _QUOTE)),
    (
        "simple key",
        Complaint(
            "有一行没有写成“名称: 值”",
            "用半角冒号，冒号后空一格；接着上一行写的，比上一行的名称多缩进两格",
            is_at_start=True,
        ),
    ),
    (
        "mapping values",
        Complaint("一个值里有两个冒号，或缩进不对，或上一行冒号后没有空格", _ALIGN),
    ),
    ("sequence entries", Complaint("“- ”直接跟在名称后面了", "另起一行写“- ”")),
    ("mapping keys", Complaint("值不能以问号加空格开头", _QUOTE)),
    ("an (alias|anchor)", REFERENCE),
    ("duplicate tag handle|directive|%TAG|YAML document", Complaint("不能有以“%”开头的行", "删去这一行")),
    ("tag|URI|'!'", Complaint("值不能以“!”开头", _QUOTE)),
    (
        "block scalar",
        Complaint("“|”“>”后面还有别的内容", "另起一行写，比名称多缩进两格"),
    ),
    ("block collection", Complaint("列表的各项没有对齐，或少了“- ”", "每项以“- ”开头，各项对齐")),
    (
        "block mapping",
        Complaint("这一行没有与同一级的行对齐，或引号、括号后面还有文字", _ALIGN),
    ),
)  # fmt: skip
"""What they say, context and problem, as a pattern, and what it means.  The first that fits counts."""

_ANYTHING = Complaint("这里的写法读不懂", "改正缩进、冒号或引号")


def complaint(said: str, character: str) -> Complaint:
    """What is wrong.

    Args:
        said: What the parser said: what it was at, and what was wrong there.
        character: The character at which it stopped.
    """
    if "cannot start any token" in said:
        return _TAB if character == "\t" else Complaint(f"值不能以“{character}”开头", _QUOTE)
    return next((found for pattern, found in _MEANT if re.search(pattern, said)), _ANYTHING)
