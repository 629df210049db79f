"""LibreOffice, which turns Word files into PDF: find it, say its version, run it, check its work.

Two conversions on one profile disturb each other (the second fails, or files are missing while the
exit code says 0).  So every call gets a profile of its own, many files go into one call, and what
came out is counted and looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.dossier.characters import NOT_FIRST, NOT_LAST
from pipeline.errors import OutputError, ToolFailedError, ToolMissingError, WuxiaoError, reason
from pipeline.tools import processes
from pipeline.tools.office import fontconfig
from pipeline.tools.office.rows import counts_rows_as_word
from pipeline.tools.pdf.merging import page_count
from pipeline.tools.pdf.settling import settle
from pipeline.tools.word.office_copy import office_copy

VARIABLE = "WUXIAO_OFFICE"
"""Environment variable that names the program, or the folder it is in."""

_START_SECONDS = 90.0
_FILE_SECONDS = 15.0
_VERSION_SECONDS = 60.0

_FILES_A_CALL = 100
"""LibreOffice (7.4) keeps all files of a call open: 200 take 15 s, 300 take 80 s."""

_GET_IT = (
    "安装LibreOffice（https://zh-cn.libreoffice.org ；Debian、UOS、麒麟：apt install libreoffice-writer），"
    f"或用环境变量 {VARIABLE} 指明 soffice 程序的位置"
)

# A file conversion must not run macros, fetch linked pictures, or ask anything.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
# It does not read from a Word file which characters may begin or end a line.
_BREAKS = (
    '<item oor:path="/org.openoffice.Office.Common/AsianLayout/StartEndCharacters">'
    '<node oor:name="zh-CN" oor:op="replace">'
    f'<prop oor:name="StartCharacters" oor:op="fuse"><value>{escape(NOT_FIRST)}</value></prop>'
    f'<prop oor:name="EndCharacters" oor:op="fuse"><value>{escape(NOT_LAST)}</value></prop>'
    "</node></item>"
)
_SETTINGS = (
    ("Office.Common/Filter/PDF/Export", "SelectPdfVersion", "2"),  # PDF/A-2b
    ("Office.Common/Filter/PDF/Export", "PDFUACompliance", "true"),
    ("Office.Common/Filter/PDF/Export", "UseTaggedPDF", "true"),
    ("Office.Common/Filter/PDF/Export", "ExportBookmarks", "true"),
    ("Office.Common/Filter/PDF/Export", "DisplayPDFDocumentTitle", "true"),
    ("Office.Common/Filter/PDF/Export", "Magnification", "4"),
    ("Office.Common/Filter/PDF/Export", "Zoom", "100"),
    ("Office.Common/Filter/PDF/Export", "UseLosslessCompression", "false"),
    ("Office.Common/Filter/PDF/Export", "Quality", "92"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
)

_FONTS = "fonts"


def find_office(environment: Mapping[str, str] | None = None) -> Path:
    """The LibreOffice program of this machine.

    Looked for in the variable `WUXIAO_OFFICE`, on the PATH, then where it is usually installed.

    Raises:
        ToolMissingError: There is none, or the variable names something that is not there.
    """
    variables = os.environ if environment is None else environment
    named = variables.get(VARIABLE, "").strip().strip('"')
    if named:
        return _named_program(Path(named))
    for name in _program_names():
        on_path = shutil.which(name, path=variables.get("PATH"))
        if on_path:
            return Path(on_path)
    for place in _usual_places(variables):
        if place.is_file():
            return place
    raise ToolMissingError("没有找到LibreOffice，不能把Word文件转成PDF", remedy=_GET_IT)


def _named_program(named: Path) -> Path:
    inside = (named / folder / name for folder in ("", "program") for name in _program_names())
    for candidate in (named, *inside):
        if candidate.is_file():
            return candidate
    raise ToolMissingError(
        "这里没有LibreOffice程序", where=f"环境变量 {VARIABLE}={named}", remedy=_GET_IT
    )


def _program_names() -> tuple[str, ...]:
    # soffice.exe returns before the work is done; soffice.com waits and speaks.
    if sys.platform == "win32":
        return ("soffice.com", "soffice.exe")
    return ("soffice", "libreoffice")


def _usual_places(variables: Mapping[str, str]) -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
            folder = variables.get(variable)
            if folder:
                yield Path(folder) / "LibreOffice" / "program" / "soffice.com"
        return
    if sys.platform == "darwin":
        yield Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
        yield Path.home() / "Applications/LibreOffice.app/Contents/MacOS/soffice"
        return
    for folder in ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/snap/bin"):
        yield Path(folder) / "program" / "soffice"
        yield Path(folder) / "libreoffice"
    yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
    yield from sorted(Path("/opt/apps").glob("*libreoffice*/files/program/soffice"))


@cache
def office_version(program: Path) -> str:
    """What the program says of itself, e.g. `LibreOffice 7.4.7.2`.

    Raises:
        ToolFailedError: It does not start or says nothing that looks like a version.
    """
    with tempfile.TemporaryDirectory(prefix="wuxiao-office-") as folder:
        profile = _make_profile(Path(folder))
        said = _run(
            [str(program), profile, "--headless", "--version"], Path(folder), _VERSION_SECONDS
        )
    match = re.search(r"LibreOffice(?:Dev)?\s+\d+(?:\.\d+)+", said)
    if match is None:
        raise ToolFailedError(
            "LibreOffice没有报出版本号",
            where=str(program),
            why=said.strip()[:200],
            remedy="检查该程序能否正常打开",
        )
    return match[0]


def convert_to_pdf(
    files: Sequence[Path],
    folder: Path,
    *,
    program: Path | None = None,
    start_seconds: float = _START_SECONDS,
    file_seconds: float = _FILE_SECONDS,
) -> list[Path | WuxiaoError]:
    """Convert Word files to PDF, a hundred in a call; one that cannot be converted does not stop the others.

    The files are handed over under short ASCII names, so Chinese names, spaces and long paths do no
    harm.  Those that are missing or damaged afterwards are tried once more, one by one.

    Args:
        files: The Word files, of any folder and name.
        folder: Existing folder for the results: `0001.pdf` for the first file, and so on.
        program: LibreOffice; found by `find_office` if None.
        start_seconds: Time limit for a call; each file adds `file_seconds`.
        file_seconds: See `start_seconds`.

    Returns:
        The PDF of each file, in order, or why there is none.

    Raises:
        ToolMissingError: There is no LibreOffice.
    """
    if not files:
        return []
    program = program or find_office()
    targets = [folder / f"{number:04}.pdf" for number in range(1, len(files) + 1)]
    jobs = list(zip(files, targets, strict=True))
    failed: dict[Path, WuxiaoError] = {}
    for first in range(0, len(jobs), _FILES_A_CALL):
        some = jobs[first : first + _FILES_A_CALL]
        failed |= _convert(program, some, start_seconds + file_seconds * len(some))
    if len(jobs) > 1:
        for job in [job for job in jobs if job[1] in failed]:
            del failed[job[1]]
            failed |= _convert(program, [job], start_seconds + file_seconds)
    return [failed.get(target, target) for target in targets]


def convert_to_word(files: Sequence[Path], folder: Path) -> list[Path | WuxiaoError]:
    """Convert old Word files (.doc, .wps, .rtf, .odt) to `.docx`, all in one call.

    Args:
        files: The files, of any name.
        folder: Existing folder for the results.

    Returns:
        The `.docx` of each file, in order, or why there is none.
    """
    if not files:
        return []
    try:
        program = find_office()
    except ToolMissingError as error:
        return [error] * len(files)
    with tempfile.TemporaryDirectory(prefix="wuxiao-office-", ignore_cleanup_errors=True) as name:
        stage = Path(name)
        profile = _make_profile(stage)
        for number, file in enumerate(files, start=1):
            shutil.copyfile(file, stage / f"{number:04}.doc")
        names = [f"{number:04}.doc" for number in range(1, len(files) + 1)]
        seconds = _START_SECONDS + _FILE_SECONDS * len(files)
        problem = _made_by(program, profile, stage, names, seconds, into=_WORD)
        return [_taken(stage / "out", each, folder, problem) for each in names]


def _taken(made: Path, name: str, folder: Path, problem: str) -> Path | WuxiaoError:
    """A file that was made, in its place; or why there is none."""
    source, target = made / f"{Path(name).stem}.docx", folder / f"old-{Path(name).stem}.docx"
    if not source.is_file():
        return ToolFailedError(
            "LibreOffice没有读出这个旧格式的文件",
            why=problem,
            remedy="用Word或WPS打开它，另存为 .docx 后再试",
        )
    shutil.move(source, target)
    return target


def _convert(
    program: Path, jobs: Sequence[tuple[Path, Path]], seconds: float
) -> dict[Path, WuxiaoError]:
    """Convert into the targets what can be converted; return why the others were not, by target."""
    failed: dict[Path, WuxiaoError] = {}
    with tempfile.TemporaryDirectory(prefix="wuxiao-office-", ignore_cleanup_errors=True) as name:
        stage = Path(name)
        profile = _make_profile(stage)
        choice = fontconfig.Choice(stage / _FONTS / fontconfig.SETTINGS)
        as_in_word = counts_rows_as_word(program)
        staged: dict[str, tuple[Path, Path]] = {}
        for number, (source, target) in enumerate(jobs, start=1):
            short = f"{number:04}{source.suffix.lower()}"
            try:
                copy = office_copy(
                    source.read_bytes(), source.name, choice.font, rows_as_in_word=as_in_word
                )
            except WuxiaoError as error:
                failed[target] = error
            else:
                (stage / short).write_bytes(copy)
                staged[short] = source, target
        problem = _made_by(program, profile, stage, staged, seconds) if staged else ""
        for short, (source, target) in staged.items():
            pdf = stage / "out" / f"{Path(short).stem}.pdf"
            if _is_good_pdf(pdf):
                target.write_bytes(settle(pdf.read_bytes()))
            else:
                failed[target] = ToolFailedError(
                    "LibreOffice没有转出这个文件",
                    where=source.name,
                    why=problem,
                    remedy="用Word或WPS打开它，确认能正常打开后另存一次，再转换",
                )
    return failed


_PDF, _WORD = "pdf:writer_pdf_Export", "docx:MS Word 2007 XML"


def _made_by(
    program: Path,
    profile: str,
    stage: Path,
    names: Iterable[str],
    seconds: float,
    *,
    into: str = _PDF,
) -> str:
    """Run the program over files in `stage`, into `stage/out`; return what went wrong, if anything."""
    command = [
        str(program),
        profile,
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        "--nofirststartwizard",
        "--convert-to",
        into,
        "--outdir",
        str(stage / "out"),
        *names,
    ]
    try:
        _run(command, stage, seconds)
    except ToolFailedError as error:
        return error.why or error.what
    return ""


def _make_profile(folder: Path) -> str:
    """Set up a fresh profile below `folder`; return the option that makes LibreOffice use it."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "\n".join(
        [_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS]
        + [_BREAKS]
    )
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    fontconfig.set_up_fonts(folder / _FONTS)
    return f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"


def _is_good_pdf(path: Path) -> bool:
    """Whether the file is a PDF with at least one page."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    if not data.startswith(b"%PDF"):
        return False
    try:
        return page_count(data) > 0
    except OutputError:
        return False


def _run(command: Sequence[str], folder: Path, seconds: float) -> str:
    """Run the program in `folder` and return what it said; leave no process behind.

    Raises:
        ToolFailedError: It cannot be started, took too long, or ended with an error.
    """
    try:
        code, said = processes.run(
            command,
            folder=folder,
            environment={
                **os.environ,
                fontconfig.VARIABLE: str(folder / _FONTS / fontconfig.SETTINGS),
            },
            seconds=seconds,
        )
    except TimeoutError as error:
        raise ToolFailedError(
            "LibreOffice没有按时完成",
            where=command[0],
            why=f"等了 {seconds:.0f} 秒仍未结束",
            remedy="再做一次；总是这样的，检查LibreOffice能否正常打开",
        ) from error
    except OSError as error:
        raise ToolFailedError(
            "LibreOffice启动不了", where=command[0], why=reason(error), remedy=_GET_IT
        ) from error
    text = said.decode("utf-8", errors="replace")
    if code != 0:
        raise ToolFailedError(
            "LibreOffice运行出错",
            where=command[0],
            why=f"退出代码 {code}：{text.strip()[-300:]}",
            remedy="检查LibreOffice能否正常打开",
        )
    return text
