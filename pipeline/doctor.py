"""`wuxiao doctor`: what this computer has, what is missing, how to get it."""

from __future__ import annotations

import importlib.util
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.errors import ExitCode, WuxiaoError
from pipeline.settings import Settings
from pipeline.typefaces.table import FREE_CHOICE, FREE_COLLECTION, TYPEFACES


class State(StrEnum):
    """How a thing is."""

    GOOD = "✓"
    NOTE = "·"
    """It works, with something else in its place or without an extra."""
    BAD = "✗"
    """Needed and not there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    state: State
    name: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.state.value} {self.name}：{self.found}"
        return f"{text}\n    {self.remedy}" if self.remedy else text


@dataclass(frozen=True, slots=True)
class Examination:
    """All that was looked at, in groups."""

    groups: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def exit_code(self) -> ExitCode:
        """6 when something needed is missing."""
        bad = any(line.state is State.BAD for _, lines in self.groups for line in lines)
        return ExitCode.TOOL_MISSING if bad else ExitCode.OK

    def text(self) -> str:
        """As a clerk reads it."""
        blocks = ["\n".join([f"【{name}】", *map(str, lines)]) for name, lines in self.groups]
        end = "本机可以生成全部文书。" if self.exit_code is ExitCode.OK else "请先补上打✗的项目。"
        return "\n\n".join([*blocks, end])


def examine(settings: Settings | None = None) -> Examination:
    """Look at fonts, LibreOffice and libraries."""
    settings = settings or Settings()
    return Examination(
        (
            ("程序", tuple(_program(settings))),
            ("字体", tuple(_fonts(settings.templates))),
            ("软件", tuple(_tools())),
        )
    )


def _program(settings: Settings) -> Iterator[Line]:
    python = f"{platform.python_version()}，{platform.system()} {platform.machine()}"
    yield Line(State.GOOD, "五小 forms", f"{__version__}（Python {python}）")
    libraries = ("weasyprint", "docxtpl", "python-docx", "openpyxl", "pypdf", "pikepdf")
    yield Line(
        State.GOOD, "组件", "，".join(f"{name} {metadata.version(name)}" for name in libraries)
    )
    yield Line(State.GOOD, "活动", "、".join(settings.activity_ids()))


def _fonts(templates: Path) -> Iterator[Line]:
    try:
        from pipeline.tools.weasyprint.stand_ins import stand_ins  # noqa: PLC0415

        replaced = stand_ins(templates)
    except (WuxiaoError, OSError, ImportError) as error:
        yield Line(State.BAD, "排版", f"不能排版（{error}）", _install_pango())
        return
    for name in (each.word for each in TYPEFACES):
        stand_in = replaced.get(name)
        if stand_in is None:
            yield Line(State.GOOD, name, "已安装")
        elif stand_in:
            remedy = f"打印件可用；要用原字体，请安装{name}后重新生成"
            yield Line(State.NOTE, name, f"没有，以{stand_in}代替", remedy)
        else:
            yield Line(State.BAD, name, "没有，也没有可代替的中文字体", f"安装{FREE_CHOICE}字体")


def _tools() -> Iterator[Line]:
    office = _attempt("LibreOffice", _office, "只有自带Word模板和 wuxiao convert 需要它")
    yield office
    if office.state is State.GOOD:
        yield from _office_fonts()
    yield _module("pi_heif", "HEIC照片", "可以读取", "pip install 'wuxiao-forms[heic]'")
    yield _module("pymediainfo", "视频时长", "可以读取", "pip install pymediainfo")


def _office() -> str:
    from pipeline.tools.office.program import find_office, office_version  # noqa: PLC0415

    return office_version(find_office())


def _office_fonts() -> Iterator[Line]:
    from pipeline.convert.official_fonts import office_stand_ins  # noqa: PLC0415

    try:
        found = office_stand_ins()
    except WuxiaoError as error:
        yield Line(State.NOTE, "LibreOffice的字体", f"不能检查（{error.what}）", error.remedy)
        return
    for each in found:
        remedy = "" if each.expected else f"字形不合：安装{each.asked}或{FREE_COLLECTION}字体"
        yield Line(
            State.NOTE, f"LibreOffice的{each.asked}", f"以{'、'.join(each.used)}代替", remedy
        )


def _attempt(name: str, look: Callable[[], str], use: str) -> Line:
    try:
        return Line(State.GOOD, name, look())
    except WuxiaoError as error:
        return Line(State.NOTE, name, f"没有（{use}）", error.remedy)


def _module(module: str, name: str, found: str, remedy: str) -> Line:
    if importlib.util.find_spec(module):
        return Line(State.GOOD, name, found)
    return Line(State.NOTE, name, "不能读取", f"需要时执行 {remedy}")


def _install_pango() -> str:
    if sys.platform == "win32":
        return "安装GTK运行库（Pango），见手册“安装”一节"
    return "执行 apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"
