"""What is wrong with a template, in Chinese: Jinja's own sentences are English, and for programmers."""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError, UndefinedError

_WORDS = """
    autoescape block call elif else endautoescape endblock endcall endfilter endfor endif endmacro
    endraw endset endwith extends filter for from if import include macro print raw set with
"""
STATEMENTS = frozenset(_WORDS.split())
"""Words that a tag `{% … %}` may begin with."""

FAULTS = (
    JinjaError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""What a wrong template raises when it is compiled or filled in."""

FILL_IN = "照手册“模板字段”一节改正"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and what to do about it."""

    what: str
    remedy: str


def complaint(error: Exception, environment: Environment) -> Complaint:
    """What is wrong with a template that Jinja refused, or that failed when it was filled in."""
    said = str(error)
    if named := _unknown_helper(said, environment):
        return named
    return _of_syntax(said) if isinstance(error, TemplateSyntaxError) else _of_filling(error, said)


def place_in_template(error: Exception) -> tuple[str, int]:
    """File and line of a template where it went wrong: its folder and name; "" and 0 where unknown."""
    if isinstance(error, TemplateSyntaxError):
        return _short(error.filename or ""), error.lineno
    steps = traceback.walk_tb(error.__traceback__)
    found = [(frame, line) for frame, line in steps if "__jinja_exception__" in frame.f_globals]
    return (_short(found[-1][0].f_code.co_filename), found[-1][1]) if found else ("", 0)


def _short(file: str) -> str:
    return "/".join(PurePath(file).parts[-2:]) if not file.startswith("<") else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like another; "" where none is."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)), "")


def _of_syntax(said: str) -> Complaint:
    if found := re.search(r"unknown tag '([^']*)'", said):
        return _unknown_statement(found[1])
    for pattern, known in _SYNTAX:
        if re.search(pattern, said):
            return known
    if found := re.search(
        r"(?:unexpected char|got|unexpected) ['\"](.+?)['\"](?: at|$|,|\.)", said
    ):
        return Complaint(f"占位符里“{_said_of_token(found[1])}”这个地方写得不对", FILL_IN)
    return Complaint("占位符写法有误", FILL_IN)


_SYNTAX = (
    ("can(?:'|no)t assign to", Complaint("占位符给不能改的名称赋了值", "换一个名称")),
    (
        "[Uu]nexpected end|Missing end",
        Complaint(
            "占位符没有写完", "补上结束的花括号，或 {% endfor %}、{% endif %} 这样的结束标记"
        ),
    ),
    (
        "expected name or number",
        Complaint("占位符里的点号后面没有名称", "写成 {{ unit.name }} 这样"),
    ),
    (
        "got 'end of|unexpected 'end of|[Ee]xpected an expression",
        Complaint("占位符的内容没有写完", "补上名称，如 {{ unit.name }}"),
    ),
)
"""What Jinja says of syntax, as a pattern, and what it means."""


def _said_of_token(token: str) -> str:
    """A token as it stands in the template, where Jinja gives it a name of its own."""
    return {"begin of print statement": "{{", "end of print statement": "}}"}.get(token, token)


def _unknown_statement(name: str) -> Complaint:
    if room := _ROOMS.get(name):
        return Complaint(f"“{{%{name} … %}}”放错了地方", f"让它单独占{room}")
    near = nearest(name, STATEMENTS)
    return Complaint(
        f"没有“{{% {name} %}}”这种标记", f"改为 {{% {near} … %}}" if near else "改为 for、if 等"
    )


_ROOMS = {"tr": "表格的一行", "tc": "表格的一格", "p": "一段", "r": "一处文字"}
"""What tags of Word templates stand for: `{%tr … %}`."""


def _unknown_helper(said: str, environment: Environment) -> Complaint | None:
    """A filter or test that there is not."""
    found = re.search(r"No (filter|test) named '([^']*)'", said)
    if not found:
        return None
    known = environment.filters if found[1] == "filter" else environment.tests
    near = nearest(found[2], known)
    return Complaint(
        f"没有“{found[2]}”这种写法（竖线或 is 后面的名称）",
        f"改为 {near}" if near else "去掉它，或" + FILL_IN,
    )


def _of_filling(error: Exception, said: str) -> Complaint:
    if isinstance(error, UndefinedError):
        name = re.search(r"has no attribute '([^']*)'|'([^']*)' is undefined", said)
        named_so = f"模板里的“{name[1] or name[2]}”" if name else "占位符指的内容"
        return Complaint(f"{named_so}不存在", FILL_IN)
    if isinstance(error, TemplateNotFound):
        return Complaint(f"没有“{error.name}”这个模板文件", "改正文件名，或补上这个文件")
    if isinstance(error, TypeError) and _CHINESE.search(said):
        return Complaint(said, FILL_IN)  # our own words
    return next((found for kind, found in _KINDS if isinstance(error, kind)), _ANYTHING)


_CHINESE = re.compile("[\u4e00-\u9fff]")
_ANYTHING = Complaint("占位符不能这样用", FILL_IN)
_KINDS = (
    (SecurityError, Complaint("占位符用了不允许的写法", "只写字段名，不调用别的功能")),
    (RecursionError, Complaint("模板一层套一层，没有尽头", "不要让模板引用自己")),
    (MemoryError, Complaint("占位符算出来的内容太大，内存放不下", "去掉这样的计算")),
    (ZeroDivisionError, Complaint("占位符里除以了零", "改正算式")),
    (OverflowError, Complaint("占位符里的数太大", "改正算式")),
)
