"""A kit says for whom it was made, so that it is known when it comes back, whatever the employer calls itself."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.dossier.models import Employer, Nomination
from pipeline.forms.addressee import employer_in, subject_for
from pipeline.forms.sheets import NEW_PROJECT
from pipeline.forms.word_form import write_word_form
from pipeline.forms.writer import pages_bytes
from pipeline.settings import Settings
from pipeline.tools.office.program import convert_to_word
from pipeline.tools.opc import CORE_PART, subject_of
from pipeline.tools.word.package import pack_parts, read_parts
from tests.conftest import run_wuxiao
from tests.forms.filled import blank_form, part

ACTIVITY = Settings().find_activity("jiangsu-wuxiao-2023")
TITLE = "反应釜清釜装置"
SHORT, FULL = "云江化工", "云江化工有限公司"
SAID = f"收集包是发给“{SHORT}”的，交回的单位名称是“{FULL}”"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier folder, and beside it the kits that went out: one for an employer, one for nobody."""
    folder = tmp_path_factory.mktemp("kits")
    assert run_wuxiao("new", folder / "苏岸市", "--kind", "provincial_society").code == 0
    asked = ("--employer", SHORT, "--blank", "1")
    assert run_wuxiao("kit", folder / "苏岸市", "-o", folder / "out", *asked).code == 0
    return folder


@pytest.fixture
def desk(sent: Path, tmp_path: Path) -> Path:
    shutil.copytree(sent, tmp_path / "all")
    return tmp_path / "all" / "苏岸市"


def kit_file(desk: Path, name: str, kit: str = SHORT) -> Path:
    (found,) = desk.parent.glob(f"out/*/kit/{kit}/{name}")
    return found


def filled_book(file: Path) -> Path:
    """The workbook of a kit, with the full name of the employer and the title of its project."""
    book = openpyxl.load_workbook(file)
    for row in book[f"项目{NEW_PROJECT}"].iter_rows():
        if row[0].value == "*第一完成单位-单位名称":
            row[1].value = FULL
        elif row[0].value == "*项目名称":
            row[1].value = TITLE
    book.save(file)
    return file


def filled_form(file: Path, name: str = FULL) -> Path:
    """The Word form of a kit, with the name of the employer and the title of its project."""
    project = Nomination(title=TITLE, employer=Employer(name=name))
    made = write_word_form(blank_form(), ACTIVITY, project)
    core = part(file.read_bytes(), CORE_PART)
    file.write_bytes(pack_parts({**read_parts(made, file.name), CORE_PART: core}))
    return file


def collected(desk: Path, *what: Path | str) -> dict[str, Any]:
    outcome = run_wuxiao("collect", desk, *what, "--format", "json")
    assert outcome.code == 0, outcome.out + outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


@pytest.mark.parametrize(
    ("name", "fill"), [("填报表.xlsx", filled_book), ("提名书（填写用）.docx", filled_form)]
)
def test_an_employer_that_writes_its_full_name_has_answered(
    name: str, fill: Any, desk: Path
) -> None:
    assert "云江化工" in run_wuxiao("status", desk).out
    back = fill(kit_file(desk, name))
    found = collected(desk, back)
    assert [(each["employer"], each["kit_for"]) for each in found["read"]] == [(FULL, SHORT)]
    assert found["missing"] == []
    assert "交回" not in run_wuxiao("status", desk).out
    again = collected(desk, back)
    assert [each["kit_for"] for each in again["read"]] == [None], "it is known by now"
    assert again["missing"] == []


def test_that_it_calls_itself_otherwise_is_said_once_and_is_no_doubt(desk: Path) -> None:
    back = (
        filled_book(kit_file(desk, "填报表.xlsx")),
        filled_form(kit_file(desk, "提名书*.docx")),
    )
    tried = run_wuxiao("collect", desk, *back, "--dry-run")
    outcome = run_wuxiao("collect", desk, *back)
    assert (tried.code, outcome.code) == (0, 0)
    assert (tried.out.count(SAID), outcome.out.count(SAID)) == (1, 1)


def test_a_kit_that_comes_back_under_its_name_says_nothing_of_it(desk: Path) -> None:
    found = collected(desk, filled_form(kit_file(desk, "提名书*.docx"), SHORT))
    assert [(each["employer"], each["kit_for"]) for each in found["read"]] == [(SHORT, None)]
    assert found["missing"] == []


def test_a_kit_for_nobody_answers_for_nobody(desk: Path) -> None:
    file = kit_file(desk, "填报表.xlsx", "空白-1")
    assert subject_of(file) == ""
    found = collected(desk, filled_book(file))
    assert [each["employer"] for each in found["read"]] == [FULL]
    assert found["missing"] == [SHORT]


def test_a_name_that_no_kit_was_made_for_says_nothing(desk: Path) -> None:
    project = Nomination(id=NEW_PROJECT)
    back = desk.parent / "别处.xlsx"
    back.write_bytes(pages_bytes(ACTIVITY, [project], "别处的单位"))
    filled_book(back)
    found = collected(desk, back)
    assert ([each["kit_for"] for each in found["read"]], found["missing"]) == ([None], [SHORT])


def test_a_kit_says_nothing_of_itself_but_its_title_and_its_employer(desk: Path) -> None:
    for file in [kit_file(desk, "填报表.xlsx"), kit_file(desk, "提名书*.docx")]:
        said = set(re.findall(r">([^<>\s]+)<", part(file.read_bytes(), CORE_PART).decode()))
        assert f"收集包：{SHORT}" in said
        assert len(said - {"wuxiao", "1", "zh-CN"}) == 2, "the title, and for whom it is"


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_for_whom_a_kit_is(desk: Path, tmp_path: Path) -> None:
    form, book = kit_file(desk, "提名书*.docx"), kit_file(desk, "填报表.xlsx")
    (word,) = convert_to_word([form], tmp_path)
    assert isinstance(word, Path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(book)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved = [word, tmp_path / book.name]
    assert [employer_in(subject_of(each)) for each in saved] == [SHORT, SHORT]


_SUBJECT = b'<a xmlns:d="http://purl.org/dc/elements/1.1/"><d:subject>%b</d:subject>%b</a>'


@pytest.mark.parametrize(
    "core",
    [
        b"",
        b"<",
        b"\xff\xfe",
        _SUBJECT % (b"x", b" " * 200_000),
        b'<!DOCTYPE a [<!ENTITY e "x">]>' + _SUBJECT % (b"&e;", b""),
    ],
    ids=["empty", "broken", "no text", "huge", "an entity"],
)
def test_properties_of_a_hostile_file_say_nothing(core: bytes, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CORE_PART, core)
    (tmp_path / "a.docx").write_bytes(stream.getvalue())
    (tmp_path / "b.docx").write_bytes(b"no archive")
    assert [subject_of(tmp_path / each) for each in ("a.docx", "b.docx", "c.docx")] == [""] * 3


def test_a_subject_of_another_file_names_no_employer() -> None:
    assert (employer_in(subject_for(SHORT)), subject_for(None)) == (SHORT, "")
    assert (employer_in("年度总结"), employer_in("")) == ("", "")
