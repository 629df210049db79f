"""What clerks read: the same words everywhere, and what to do said in two voices, for commands and for the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from docs._generate.commands import commands
from pipeline.cli import cli
from pipeline.run.voices import AT_THE_WINDOW, PAGES, on_page
from pipeline.web.asking import NAVIGATION
from tests.conftest import ROOT

_HAN = re.compile("[\u4e00-\u9fff]")
_PROGRAM = r"(?<![\w./-])(?:Word|Excel|WPS|PDF|LibreOffice|YAML)(?![\w.-])"
_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")

OPTIONS = {
    option
    for command in commands().values()
    for parameter in command.params
    for option in parameter.opts
}

_NOT_ON_THE_PAGE = {
    "cli": "the command line's own",
    "web/server.py": "said to who starts the server",
    "web/users.py": "said to who keeps the list of names",
    "doctor.py": "no page",
    "archive/bag.py": "import has no page",
    "archive/importing.py": "as above",
    "archive/saying.py": "what the command prints",
    "forms/guide.py": "a guide for those who use commands",
    "collect/saying.py": "what the command prints",
    "collect/choosing.py": "options whose place the page's buttons take",
    "tools/cluster.py": "said to who starts the server with a cluster",
    "make/collecting.py": "options of kit",
    "make/kits.py": "options of upload that the page gives by itself",
    "make/plan.py": "an option that the page does not have",
    "make/edited.py": "as above",
    "make/verdicts.py": "a fault of a template",
    "make/built.py": "what the command prints",
    "receive/report.py": "the report's page, which has no buttons",
    "run/voices.py": "the table itself",
}
"""Texts that no page shows, by the start of their path below `pipeline/`, and why."""


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text of the program, with its place; what is filled in is …"""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "pipeline").rglob("*.py")):
        place = file.relative_to(ROOT / "pipeline").as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        parts = {
            id(part)
            for each in ast.walk(tree)
            if isinstance(each, ast.JoinedStr)
            for part in each.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                said = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…"
                    for part in node.values
                )
                yield f"{place}:{node.lineno}", said
            elif isinstance(node, ast.Constant) and id(node) not in parts:
                yield f"{place}:{node.lineno}", str(node.value)


def on_paper_and_page() -> Iterator[tuple[str, str]]:
    """Every line of the templates of pages, reports and papers, and of what clerks read beside them."""
    templates = (ROOT / "templates").rglob("*")
    written = [ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.zh.md")]
    for file in sorted([*templates, *written]):
        if file.suffix in {".html", ".js", ".py", ".md"}:
            place = file.relative_to(ROOT).as_posix()
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                yield f"{place}:{number}", line


def replaced_words() -> dict[str, str]:
    """What is not said, and what is said instead, by the table of words in docs/developing.md."""
    text = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    table = text.partition("## Words for clerks\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {word: said for said, _, not_said in rows[2:] for word in not_said.split("、")}


def test_the_same_thing_has_the_same_name_everywhere() -> None:
    words = {word: said for word, said in replaced_words().items() if word != "–"}
    assert len(words) > 10
    wrong = [
        (place, word, said)
        for place, text in (*texts(), *on_paper_and_page())
        for word, said in words.items()
        if word in text
    ]
    assert wrong == []


def test_names_of_programs_stand_in_a_text_without_spaces() -> None:
    spaced = re.compile(f"{_HAN.pattern} {_PROGRAM}|{_PROGRAM} {_HAN.pattern}")
    assert [(place, text) for place, text in texts() if spaced.search(text)] == []


def test_no_text_on_the_page_names_a_command_or_an_option_that_is_a_button_there() -> None:
    left = []
    for place, text in texts():
        if place.startswith(tuple(_NOT_ON_THE_PAGE)) or not _HAN.search(text):
            continue
        said = on_page(text)
        named = re.findall(r"wuxiao ([a-z]+)", said)
        if set(named) - AT_THE_WINDOW or (not named and OPTIONS & set(_OPTION.findall(said))):
            left.append((place, said))
    assert left == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("先执行 wuxiao build（不加 --draft），打印、签字", "先到“生成”页（不勾“草稿”），打印、签字"),
        ("重新生成材料（wuxiao build）后再试", "重新生成材料（到“生成”页）后再试"),
        ("还没有生成，先执行 wuxiao check 看原因", "还没有生成，先到“检查”页看原因"),
        ("提交后执行 wuxiao upload --done", "提交后到“上传”页点“附件和填报内容已在网上系统提交”"),
        ("请执行 wuxiao serve 打开网页，在“收集”页点", "请在“收集”页点"),
        ("用 wuxiao new 新建材料文件夹", "在命令窗口用 wuxiao new 新建材料文件夹"),
        ("还有2份（wuxiao archive add）", "还有2份（到“归档”页）"),
        ("用 wuxiao archive restore 从备份恢复", "在命令窗口用 wuxiao archive restore 从备份恢复"),
        ("用 Excel 或 WPS 打开", "用 Excel 或 WPS 打开"),
        ("专利号ZL-2023-x", "专利号ZL-2023-x"),
    ],
)  # fmt: skip
def test_a_text_for_the_command_line_as_the_page_says_it(written: str, said: str) -> None:
    assert on_page(written) == said
    assert on_page(said) == said


def test_each_page_that_is_named_is_there_and_called_so() -> None:
    assert set(PAGES.values()) <= set(NAVIGATION)


@pytest.mark.parametrize(
    ("page", "button"),
    [("upload.html", "附件和填报内容已在网上系统提交"), ("parts.html", "转为工作簿")],
)
def test_the_button_that_is_named_is_there(page: str, button: str) -> None:
    said = (ROOT / "templates" / "_web" / page).read_text(encoding="utf-8")
    assert f"<button>{button}</button>" in said


def test_every_command_is_known() -> None:
    assert {*PAGES, *AT_THE_WINDOW} == set(cli.commands)
