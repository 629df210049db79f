"""Random damage of dossiers through `wuxiao check` and `wuxiao build`: what comes out, and what should not.

    python tests/bench/fuzz.py [--check N] [--build N] [--seed N] [--jobs N] [--keep FOLDER]

Every run must end with an exit code of the contract, without a traceback, in time, and show no ID
number in full.  A dossier that does otherwise is kept, and its number said: with the same seed the
same number is damaged in the same way.  Papers are drawn without LibreOffice.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import cli  # noqa: E402 — run as a script, see above
from pipeline.errors import ExitCode  # noqa: E402
from pipeline.forms.writer import write_workbook  # noqa: E402
from pipeline.load import load  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.load import pictured  # noqa: E402

SAMPLE = ROOT / "data" / "samples" / "other_society"
PATIENCE_SECONDS = 60
"""CPU time that one run may take."""
PAPERS = (
    "frontline_certificate",
    "lead_pledge",
    "publicity_notice",
    "summary_table",
    "nomination_letter",
)
"""Documents that are drawn quickly."""

ALLOWED = {
    "check": {ExitCode.OK, ExitCode.INPUT, ExitCode.FINDINGS},
    "build": {ExitCode.OK, ExitCode.INPUT, ExitCode.FINDINGS, ExitCode.OUTPUT},
}

STRANGE = (
    "", " ", "无", "/", "0", "-1", "1e400", "NaN", "999999999999999999", "\u200b", "\ufffc\u202e甲", "⼒⼩⻋",
    "甲" * 5000, "=1+1", "=DISPIMG(\"ID_1\",1)", "=_xlfn.IMAGE(\"http://x\")", "{{ unit.name }}", "{% for x in y %}",
    "<b>&amp;</b>", "&#0;", "_x0000_", "_xD800_", "\ud7ff", "\ue000", "\U0010ffff", "２０２２年⑦月", "٢٠٢٢-٧-١",
    "2022-02-30", "0000-00-00", "45000.99999999", "2958466", "-0.0", "TRUE", "#REF!", "..\\..\\x", "/etc/passwd",
    "a\nb\r\nc", "𠮷野家", "é", "32999919900101001X", "P01", "P99", "是√", "[[[[", "%s%n", "'\"",
)  # fmt: skip
NAMES = ("实施前-1.jpg", "before-99.png", "一线职工证明.pdf", "照片 (1).JPG", "a" * 200 + ".jpg", ".hidden", "实施前",
         "视频.mp4", "Thumbs.db", "nul.txt", "实施后-1.jpg.exe")  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of one damaged dossier."""

    number: int
    command: str
    code: int
    fault: str = ""


# ---------------------------------------------------------------- damage


def damage(folder: Path, dice: random.Random) -> None:
    """Do one to three things to a dossier that nobody should."""
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        book = folder / "dossier.xlsx"
        ways = _BOOK if book.exists() else _YAML
        dice.choice([*ways, *_FILES[: 1 + len(ways) // 4]])(folder, dice)


def _bytes_of_book(folder: Path, dice: random.Random) -> None:
    file = folder / "dossier.xlsx"
    data = bytearray(file.read_bytes())
    for _ in range(dice.choice((1, 3, 30))):
        data[dice.randrange(len(data))] = dice.randrange(256)
    if dice.random() < 0.2:
        del data[dice.randrange(len(data)) :]
    file.write_bytes(data)


def _parts_of(file: Path) -> dict[str, bytes]:
    """The parts of a workbook; none where the archive is damaged already."""
    try:
        with zipfile.ZipFile(file) as archive:
            return {each: archive.read(each) for each in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError, RuntimeError):
        return {}


def _save(file: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as new:  # stored: there are thousands to write
        for name, data in parts.items():
            new.writestr(name, data)


def _in_part(
    folder: Path, dice: random.Random, change: Callable[[bytes], bytes], like: str
) -> None:
    file = folder / "dossier.xlsx"
    parts = _parts_of(file)
    names = [each for each in parts if re.search(like, each)]
    if names:
        name = dice.choice(names)
        parts[name] = change(parts[name])
        _save(file, parts)


def _bytes_of_part(folder: Path, dice: random.Random) -> None:
    def change(data: bytes) -> bytes:
        cut = dice.randrange(len(data) + 1)
        length = dice.choice((1, 5, 80, 2000))
        middle = dice.choice(
            (b"", data[cut : cut + length] * 2, dice.randbytes(length), b"<", b"&x;")
        )
        return data[:cut] + middle + data[cut + length :]

    _in_part(folder, dice, change, r"")


def _attribute(folder: Path, dice: random.Random) -> None:
    """Another value of an attribute of some element."""

    def change(data: bytes) -> bytes:
        found = list(re.finditer(rb'="([^"]{0,60})"', data))
        if not found:
            return data
        one = dice.choice(found)
        value = dice.choice((b"", b"-1", b"0", b"99999999999", b"x", b"A1:XFD1048576", b"1e9", one[1] * 3,
                             b"hidden", b"../../x", b"true"))  # fmt: skip
        return data[: one.start(1)] + value + data[one.end(1) :]

    _in_part(folder, dice, change, r"\.(xml|rels|vml)$")


def _element(folder: Path, dice: random.Random) -> None:
    """An element less, or twice."""

    def change(data: bytes) -> bytes:
        found = list(re.finditer(rb"<(\w+)\b[^<>]*(/>|>[^<]*</\1>)", data))
        if not found:
            return data
        one = dice.choice(found)
        return data[: one.start()] + one[0] * dice.choice((0, 2, 50)) + data[one.end() :]

    _in_part(folder, dice, change, r"\.(xml|rels|vml)$")


def _cell(folder: Path, dice: random.Random) -> None:
    """Something else in a cell: text, number, error, picture, style, run."""

    def change(data: bytes) -> bytes:
        found = list(
            re.finditer(rb'<c r="([A-Z]+[0-9]+)"[^<>]*(?:/>|>(?:(?!</c>).)*</c>)', data, re.DOTALL)
        )
        if not found:
            return data
        one = dice.choice(found)
        return data[: one.start()] + _any_cell(one[1], dice) + data[one.end() :]

    for _ in range(dice.choice((1, 1, 4, 20))):
        _in_part(folder, dice, change, r"worksheets/sheet[1-5]\.xml$")


def _any_cell(place: bytes, dice: random.Random) -> bytes:
    text = _escaped(dice.choice(STRANGE))
    style = dice.choice((0, 1, 5, 9999, -1))
    number = dice.choice(
        ("0", "1.5", "-7", "44743.9999999", "1e300", "x", "", "2958466", "0.1234567891234")
    )
    font = dice.choice(
        ('<vertAlign val="superscript"/>', "<strike/>", '<vertAlign val="x"/>', "<b/>")
    )
    bodies = (
        f't="inlineStr"><is><t>{text}</t></is>',
        f's="{style}"><v>{number}</v>',
        f't="e" vm="{dice.randrange(-1, 3)}"><v>#VALUE!</v>',
        f't="s"><v>{dice.randrange(-2, 400)}</v>',
        f't="d"><v>{text}</v>',
        f't="str"><f>DISPIMG("ID_{dice.randrange(3)}",1)</f><v>{text}</v>',
        f't="inlineStr"><is><r><rPr>{font}</rPr><t>{text}</t></r><r><t>12</t></r></is>',
        f't="b"><v>{number}</v>',
    )
    return f'<c r="{place.decode()}" {dice.choice(bodies)}</c>'.encode("utf-8", "surrogatepass")


def _escaped(text: str) -> str:
    bad = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    return "".join(bad.get(each, each) for each in text if each >= " " or each in "\t\n\r")


def _layout(folder: Path, dice: random.Random) -> None:
    """Merged ranges, hidden rows and columns, pictures anywhere."""
    row, column = dice.randrange(1, 40), dice.randrange(1, 90)
    low, high = _name(column), _name(column + dice.randrange(6))
    more = dice.choice((
        f'<mergeCells><mergeCell ref="{low}{row}:{high}{row + dice.randrange(9)}"/></mergeCells>',
        f'<mergeCells><mergeCell ref="{low}{row}:{low}{dice.choice((0, 1, 1048576))}"/></mergeCells>',
        '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>',
    ))  # fmt: skip

    def change(data: bytes) -> bytes:
        hidden = re.sub(rb'<row r="%d"' % row, b'<row hidden="1" r="%d"' % row, data)
        return hidden.replace(b"</sheetData>", b"</sheetData>" + more.encode())

    _in_part(folder, dice, change, r"worksheets/sheet[1-5]\.xml$")


def _name(column: int) -> str:
    return (chr(64 + (column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def _part_gone(folder: Path, dice: random.Random) -> None:
    """A part less, or under another name."""
    file = folder / "dossier.xlsx"
    parts = _parts_of(file)
    if parts:
        name = dice.choice(list(parts))
        data = parts.pop(name)
        if dice.random() < 0.5:
            parts[dice.choice((name.upper(), name.replace("/", "\\"), f"x/{name}"))] = data
        _save(file, parts)


def _yaml_line(folder: Path, dice: random.Random) -> None:
    file = folder / "dossier.yaml"
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    for _ in range(dice.choice((1, 2, 10))):
        number = dice.randrange(len(lines))
        key, colon, _ = lines[number].partition(":")
        text = dice.choice(STRANGE)
        lines[number] = dice.choice(
            (f"{key}{colon} {text}", f"{key}{colon} {json.dumps(text)}", "", f"  {lines[number]}", lines[number] * 2,
             lines[number].strip(), f"{key}{colon} [{text}]", f"{key}{colon} {{a: {text}}}", f"- {lines[number]}")
        )  # fmt: skip
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))


def _yaml_bytes(folder: Path, dice: random.Random) -> None:
    file = folder / "dossier.yaml"
    data = bytearray(file.read_bytes())
    for _ in range(dice.choice((1, 3, 30))):
        data[dice.randrange(len(data))] = dice.choice(
            (*b"\x00 :-[]{}&*!|>'\"%@`\n\t#", dice.randrange(256))
        )
    file.write_bytes(data)


def _some_file(folder: Path, dice: random.Random) -> Path | None:
    files = sorted(
        each for each in folder.rglob("*") if each.is_file() and "dossier" not in each.name
    )
    return dice.choice(files) if files else None


def _file_gone(folder: Path, dice: random.Random) -> None:
    if file := _some_file(folder, dice):
        file.unlink()
        if dice.random() < 0.3:
            file.mkdir()
        elif dice.random() < 0.2:
            file.symlink_to(dice.choice(("/etc/hostname", file.name, "../..", "nowhere")))


def _file_other(folder: Path, dice: random.Random) -> None:
    if file := _some_file(folder, dice):
        data = file.read_bytes()
        broken = data[:200] + dice.randbytes(400) + data[600:]
        heads = b"", b"MZ" + dice.randbytes(99), b"%PDF-1.4", b"PK\x03\x04"
        file.unlink()  # the model is linked to it
        file.write_bytes(dice.choice((*heads, data[: len(data) // 2], broken)))


def _file_more(folder: Path, dice: random.Random) -> None:
    home = folder / dice.choice(
        ("附件/P01", "files/P01", "附件/P02-甲", "附件/本级公示", "files", "附件/P9")
    )
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        if dice.random() < 0.1:
            Path(os.fsdecode(os.fsencode(home) + b"/\xd5\xd5\xc6\xac.jpg")).write_bytes(b"x")
        else:
            (home / dice.choice(NAMES)).write_bytes(dice.randbytes(50))


_BOOK = (
    _bytes_of_book,
    _bytes_of_part,
    _attribute,
    _element,
    _cell,
    _cell,
    _layout,
    _part_gone,
)
_YAML = (_yaml_line, _yaml_line, _yaml_bytes)
_FILES = (_file_more, _file_gone, _file_other)


# ---------------------------------------------------------------- runs


class TooLongError(Exception):
    """A run took more CPU time than it may."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooLongError


@cache
def models() -> dict[str, Path]:
    """The sample as YAML, as a workbook, and as one with pictures in it; videos cut short."""
    home = Path(tempfile.mkdtemp(prefix="fuzz-models-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    find = Settings().find_activity
    dossier = load(SAMPLE, find).dossier
    for shape in ("yaml", "xlsx", "pictured"):
        shutil.copytree(SAMPLE, home / shape)
        for video in (home / shape).rglob("*.mp4"):
            video.write_bytes(video.read_bytes()[:4096])
        if shape != "yaml":
            (home / shape / "dossier.yaml").unlink()
            activity = find(dossier.activity or "")
            write_workbook(home / shape / "dossier.xlsx", activity, dossier=dossier)
    _add_pictures(home / "pictured" / "dossier.xlsx")
    return {shape: home / shape for shape in ("yaml", "xlsx", "pictured")}


def _add_pictures(file: Path) -> None:
    """Pictures of all sorts, in columns of photos and elsewhere."""
    book: Any = openpyxl.load_workbook(file)
    sheet = book["项目"]
    header = next(row for row in sheet.iter_rows() if sum(bool(each.value) for each in row) > 20)
    photos = [each.column for each in header if str(each.value).endswith("照片")]
    first = header[0].row + 1
    for number, column in enumerate([*photos, 3]):
        size = (first + number % 3, column + number % 2)
        pictured.float_between(sheet, (first, column), size, pictured.png(number, 40))
        sheet.cell(first + 1, column).value = pictured.dispimg(f"ID_{number % 3}")
    book.save(file)
    pictured.mark_values(file, {f"{get_column_letter(photos[0])}{first + 1}": 1})
    pictured.add_wps_pictures(file, {"ID_0": pictured.png(1, 40), "ID_1": b"no picture"})
    pictured.add_excel_pictures(file, [pictured.png(2, 40)])


@cache
def secrets() -> tuple[str, ...]:
    """ID numbers of the sample, which stand on papers alone."""
    dossier = load(SAMPLE, Settings().find_activity).dossier
    return tuple(each.lead.id_number or "-" for each in dossier.nominations)


def run_one(job: tuple[str, int, int, str]) -> Outcome:
    """Damage one dossier and run a command on it."""
    command, seed, number, keep = job
    dice = random.Random(f"{seed} {command} {number}")
    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    folder = home / "材料"
    try:
        shape = dice.choice(("xlsx", "xlsx", "pictured", "yaml"))
        shutil.copytree(models()[shape], folder, copy_function=_linked)
        damage(folder, dice)
        code, said, fault = _run(list(_arguments(command, folder, home, dice)))
        fault = fault or _fault_in(command, code, said)
        if fault and keep:
            shutil.copytree(
                folder, Path(keep) / f"{command}-{number}", symlinks=True, dirs_exist_ok=True
            )
        return Outcome(number, command, code, fault)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _linked(source: str, target: str) -> None:
    """Photos need not be copied; a dossier's own file is written to."""
    if Path(source).stem == "dossier":
        shutil.copyfile(source, target)
    else:
        os.link(source, target)


def _arguments(command: str, folder: Path, home: Path, dice: random.Random) -> Iterator[str]:
    yield from (command, str(folder))
    if command == "check":
        if dice.random() < 0.99:
            yield "--no-files"
        if dice.random() < 0.05:
            yield from ("--annotate", str(home / "批注.xlsx"))
        else:
            yield from ("--format", dice.choice(("text", "json", "html")))
    else:
        yield from ("-o", str(home / "output"), "--jobs", "1")
        for paper in dice.sample(PAPERS, 2):
            yield from ("--only", paper)
        if dice.random() < 0.7:
            yield "--draft"


def _run(arguments: list[str]) -> tuple[int, str, str]:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_SECONDS)
    argv, sys.argv = sys.argv, ["wuxiao", *arguments]
    code, fault = -1, ""
    try:
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else -1
    except TooLongError:
        fault = f"took more than {PATIENCE_SECONDS} s"
    except BaseException:  # noqa: BLE001 - that is what is looked for
        fault = traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.argv = argv
    said = ""
    for stream in streams:
        stream.flush()
        raw = stream.buffer
        assert isinstance(raw, io.BytesIO)
        said += raw.getvalue().decode("utf-8", "replace")
    return code, said, fault


def _fault_in(command: str, code: int, said: str) -> str:
    if code not in ALLOWED[command]:
        return f"exit code {code}: {said[-600:]}"
    if "Traceback" in said or "程序出错" in said or "内部错误" in said:
        return said[-1500:]
    if any(secret in said for secret in secrets()):
        return "an ID number stands in the output"
    return ""


def main() -> int:
    """Run all, say what came out."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--check", type=int, default=200)
    options.add_argument("--build", type=int, default=5)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="number of the first dossier")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument(
        "--keep", default="", help="folder for the dossiers over which a run failed"
    )
    given = options.parse_args()
    jobs = [
        (command, given.seed, number, given.keep)
        for command, count in (("check", given.check), ("build", given.build))
        for number in range(given.first, given.first + count)
    ]
    codes: Counter[tuple[str, int]] = Counter()
    faults: list[Outcome] = []
    with multiprocessing.get_context("spawn").Pool(given.jobs, maxtasksperchild=3000) as pool:
        for done, outcome in enumerate(pool.imap_unordered(run_one, jobs, chunksize=5), start=1):
            codes[outcome.command, outcome.code] += 1
            if outcome.fault:
                faults.append(outcome)
                print(f"✗ {outcome.command} {outcome.number}: {outcome.fault}", flush=True)
            if done % 500 == 0:
                print(f"{done}/{len(jobs)} {dict(codes)}", file=sys.stderr, flush=True)
    for (command, code), count in sorted(codes.items()):
        print(f"{command}: exit code {code}: {count}")
    print(f"{len(jobs)} dossiers, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
