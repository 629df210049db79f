"""`wuxiao doctor`: what this computer has, what is missing, how to get it."""

from __future__ import annotations

import importlib.util
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from pipeline import __version__
from pipeline.errors import ExitCode, MissingGlyphError, WuxiaoError
from pipeline.settings import Settings
from pipeline.tools.weasyprint.loading import get_pango
from pipeline.typefaces.names import unlike
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
        return "\n\n".join([*blocks, self._end])

    @property
    def _end(self) -> str:
        if self.exit_code is not ExitCode.OK:
            return "请先补上打✗的项目。"
        noted = any(line.state is State.NOTE for _, lines in self.groups for line in lines)
        return f"本机可以生成全部文书。{'打“·”的用到再补。' if noted else ''}"


def examine(settings: Settings | None = None) -> Examination:
    """Look at fonts, LibreOffice and libraries."""
    settings = settings or Settings()
    return Examination(
        (
            ("程序", tuple(_program(settings))),
            ("排版和字体", tuple(_fonts(settings.templates))),
            ("用到才要的", tuple(_tools())),
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
    except MissingGlyphError:
        yield Line(State.BAD, "公文字体", "没有中文字体", _get_fonts())
        return
    except WuxiaoError as error:
        why = f"（{error.why}）" if error.why else ""
        yield Line(State.BAD, "排版", f"{error.what}{why}", error.remedy)
        return
    except (OSError, ImportError) as error:
        yield Line(State.BAD, "排版", f"不能排版（{error}）", get_pango())
        return
    yield Line(State.GOOD, "排版", f"Pango {_pango()}")
    yield from _chinese_fonts(replaced)


def _pango() -> str:
    from pipeline.tools.weasyprint.libraries import pango_version  # noqa: PLC0415

    return pango_version()


def _chinese_fonts(replaced: Mapping[str, str]) -> Iterator[Line]:
    """The typefaces of official paper: those that are there, stand in for one another, are missing."""
    names = [each.word for each in TYPEFACES]
    there = [name for name in names if name not in replaced]
    instead = [f"{name}用{replaced[name]}" for name in names if replaced.get(name)]
    missing = [name for name in names if replaced.get(name) == ""]
    if there:
        yield Line(State.GOOD, "公文字体", f"已安装{'、'.join(there)}")
    if instead:
        remedy = "打印件可用；要用原字体的，安装以后重新生成"
        if others := unlike(replaced):
            remedy = f"{'、'.join(others)}的字形不合公文格式：安装这些字体，或{FREE_COLLECTION}字体"
        yield Line(State.NOTE, "代替的字体", "，".join(instead), remedy)
    if missing:
        found = f"没有{'、'.join(missing)}，也没有可代替的中文字体"
        yield Line(State.BAD, "公文字体", found, _get_fonts())


def _get_fonts() -> str:
    if shutil.which("apt-get"):
        return "以管理员身份执行 apt-get install fonts-noto-cjk"
    return f"安装{FREE_CHOICE}字体"


def _tools() -> Iterator[Line]:
    office = _attempt(
        "LibreOffice", _office, "只有自带Word模板、收集旧格式的Word（.doc）和 wuxiao convert 需要它"
    )
    yield office
    if office.state is State.GOOD:
        yield from _office_fonts()
    yield _module("pi_heif", "HEIC照片", "可以读取", "pip install pi-heif")
    yield _module("pymediainfo", "视频时长", "可以读取", "pip install pymediainfo")


def _office() -> str:
    from pipeline.tools.office.program import find_office, office_version  # noqa: PLC0415

    return office_version(find_office())


def _office_fonts() -> Iterator[Line]:
    """What LibreOffice takes for official fonts, where that is not what it should."""
    from pipeline.convert.official_fonts import office_stand_ins  # noqa: PLC0415

    try:
        found = office_stand_ins()
    except WuxiaoError as error:
        yield Line(State.NOTE, "LibreOffice的字体", f"不能检查（{error.what}）", error.remedy)
        return
    wrong = [each for each in found if not each.expected]
    if wrong:
        taken = "，".join(f"{each.asked}用{'、'.join(each.used)}" for each in wrong)
        remedy = f"字形不合：安装{'、'.join(each.asked for each in wrong)}，或{FREE_COLLECTION}字体"
        yield Line(State.NOTE, "LibreOffice的字体", taken, remedy)


def _attempt(name: str, look: Callable[[], str], use: str) -> Line:
    try:
        return Line(State.GOOD, name, look())
    except WuxiaoError as error:
        return Line(State.NOTE, name, f"没有（{use}）", error.remedy)


def _module(module: str, name: str, found: str, remedy: str) -> Line:
    if importlib.util.find_spec(module):
        return Line(State.GOOD, name, found)
    return Line(State.NOTE, name, "不能读取", f"需要时执行 {remedy}")
