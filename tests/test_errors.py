"""An error says what, where, why, what to do, on one line, and has its exit code."""

from __future__ import annotations

import ast
import builtins
import errno
import os
import pickle
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.errors import ExitCode, InputError, WuxiaoError

ROOT = Path(__file__).parents[1]
KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, WuxiaoError)
]


def test_exit_codes_are_those_of_the_contract() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0, "BUG": 1, "USAGE": 2, "INPUT": 3, "FINDINGS": 4, "TEMPLATE": 5,
        "TOOL_MISSING": 6, "TOOL_FAILED": 7, "OUTPUT": 8, "SCANS": 9, "ARCHIVE": 10,
        "INTERRUPTED": 130,
    }  # fmt: skip


def test_every_exit_code_has_a_meaning_of_its_own() -> None:
    meanings = [code.meaning for code in ExitCode]
    assert all(meanings)
    assert len(set(meanings)) == len(meanings)
    assert ExitCode(3) is ExitCode.INPUT


def test_a_message_has_place_cause_and_remedy_on_one_line() -> None:
    error = InputError("读不出来", where="dossier.yaml 第3行", why="缺引号", remedy="补上")
    assert str(error) == "dossier.yaml 第3行：读不出来；缺引号；请补上。"
    assert str(InputError("读不出来")) == "读不出来。"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_the_way_back_from_a_worker(kind: type[WuxiaoError]) -> None:
    error = kind("甲", where="乙", why="丙", remedy="丁")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.exit_code) == (str(error), kind.exit_code)
    assert type(back) is kind


def test_no_two_kinds_of_error_share_an_exit_code() -> None:
    kinds: list[type[WuxiaoError]] = [WuxiaoError, *WuxiaoError.__subclasses__()]
    codes = [kind.exit_code for kind in kinds]
    assert len(codes) >= 7
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
        (OSError(errno.EROFS, "Read-only file system"), "磁盘或文件夹是只读的"),
        (OSError(99_999, "Something else"), "系统错误，编号99999"),
        (ValueError("第3行"), "第3行"),
    ],
)
def test_what_the_system_says_is_told_in_chinese(error: Exception, said: str) -> None:
    assert errors.reason(error) == said


def test_what_windows_says_of_a_file_that_is_open_elsewhere_is_told_as_that() -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    assert errors.reason(error) == "正被别的程序使用"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ValueError("Stream has ended unexpectedly"),
            "文件已损坏（Stream has ended unexpectedly）",
        ),
        (OSError("cannot identify image"), "文件已损坏（cannot identify image）"),
        (ValueError("第3行"), "第3行"),
        (ValueError(), "文件已损坏"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (ValueError("x" * 1_000), f"文件已损坏（{'x' * 120}）"),
    ],
)
def test_what_a_library_says_is_told_in_brackets(error: Exception, said: str) -> None:
    assert errors.reason(error, "文件已损坏") == said


def test_no_library_has_the_only_word_on_why() -> None:
    """`why=str(error)` and `reason(error)` are for what the system or this program raises."""
    faults = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((ROOT / "pipeline").rglob("*.py"))
        for handler in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(handler, ast.ExceptHandler) and handler.name and not _is_ours(handler.type)
        for call in ast.walk(handler)
        if isinstance(call, ast.Call) and _tells_bare(call, handler.name)
    ]
    assert faults == []


def _is_ours(kinds: ast.expr | None) -> bool:
    """Whether only the system's errors, or this program's, are caught."""
    named = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
    names = [ast.unparse(each).split(".")[-1] for each in named if each is not None]
    found = [getattr(builtins, each, getattr(errors, each, None)) for each in names]
    ours = (OSError, WuxiaoError)
    return all(
        name == "StoppedError" or (isinstance(kind, type) and issubclass(kind, ours))
        for name, kind in zip(names, found, strict=True)
    )


def _tells_bare(call: ast.Call, name: str) -> bool:
    """Whether a call says why by an error's own words alone: `why=str(error)`, `why=reason(error)`."""
    return any(
        each.arg == "why" and ast.unparse(each.value) in {f"str({name})", f"reason({name})", name}
        for each in call.keywords
    )


def test_every_word_of_this_system_has_a_chinese_one_or_a_number() -> None:
    for number, english in ((each, os.strerror(each)) for each in errno.errorcode):
        assert english not in errors.reason(OSError(number, english))


def test_an_unexpected_error_is_told_without_the_systems_own_words() -> None:
    said = errors.bug_words(PermissionError(errno.EACCES, "Permission denied", "dossier.xlsx"))
    assert said == "程序出错（PermissionError：dossier.xlsx，没有权限）"
