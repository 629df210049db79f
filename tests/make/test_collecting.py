"""Employers' kits: each employer's own, complete, and nothing of another in it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from pipeline import store
from pipeline.activity.loading import load_activity
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Employer, Lead, Nomination
from pipeline.errors import ExitCode, InputError, OutputError, UsageError
from pipeline.forms.employer_form import bookmark_name
from pipeline.forms.file_names import ROLES
from pipeline.make import collecting
from pipeline.make.collecting import BOOK, FORM, GUIDE, plan_kits
from pipeline.settings import Settings
from tests.conftest import ROOT, Command, run_wuxiao
from tests.forms import filled
from tests.load.cases import read
from tests.render.cases import ACTIVITY_FOLDER

CITY = ROOT / "data" / "samples" / "city"
STEEL, POWER = "云江钢铁有限责任公司", "云江沿江供电有限公司"


def of(*employers: str | None) -> Dossier:
    """A dossier with a project of each employer."""
    return Dossier(
        nominations=tuple(
            Nomination(
                id=f"P{number:02}", employer=Employer(name=name), lead=Lead(name=f"人{number}")
            )
            for number, name in enumerate(employers, start=1)
        )
    )


# ---------------------------------------------------------------- which


def test_every_employer_gets_one_kit_for_all_its_projects() -> None:
    kits = plan_kits(of("甲厂", "乙厂", "甲厂", None), [], 0)
    assert [(each.name, [one.id for one in each.nominations]) for each in kits] == [
        ("甲厂", ["P01", "P03"]), ("乙厂", ["P02"]),
    ]  # fmt: skip


def test_an_employer_that_is_not_in_the_dossier_gets_an_empty_kit_with_its_name() -> None:
    (kit,) = plan_kits(of("甲厂"), ["全新的一家单位"], 0)
    assert kit.is_new
    assert kit.nominations == (Nomination(employer=Employer(name="全新的一家单位")),)


def test_a_name_that_is_nearly_an_employers_is_asked_about() -> None:
    with pytest.raises(UsageError, match="有一家叫“云江钢铁有限责任公司”"):
        plan_kits(of(STEEL), ["云江钢铁有限公司"], 0)


def test_nobody_named_anywhere_is_told_what_to_do() -> None:
    with pytest.raises(InputError, match="--employer 单位名称"):
        plan_kits(of(None), [], 0)


def test_blank_kits_are_for_nobody_in_particular() -> None:
    assert [each.name for each in plan_kits(of("甲厂"), [], 2)] == ["空白-1", "空白-2"]


def test_employers_whose_names_are_the_same_to_a_disk_get_folders_of_their_own() -> None:
    assert [each.name for each in plan_kits(of("甲ABC", "甲abc"), [], 0)] == ["甲ABC", "甲abc-2"]


# ---------------------------------------------------------------- what is in them


def test_a_year_without_a_paper_for_one_project_has_no_form_to_fill_in(tmp_path: Path) -> None:
    folder = tmp_path / ACTIVITY_FOLDER.name
    shutil.copytree(ACTIVITY_FOLDER, folder)
    with (folder / "activity.toml").open("a", encoding="utf-8") as file:
        file.write('\n[documents]\nonly = ["summary_table"]\n')
    intake = Intake(folder=tmp_path, name="材料", file="dossier.yaml", dossier=of(STEEL))
    settings = Settings(activities=(tmp_path,))
    with pytest.raises(InputError, match="没有每个项目一份的文书"):
        collecting.blank_form(intake, load_activity(folder), settings, tmp_path / "out")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kits of the sample city."""
    out = tmp_path_factory.mktemp("kits")
    everyone(out)
    return out / "city" / "kit"


def everyone(out: Path, *arguments: str, folder: Path | None = None) -> None:
    """Make kits; of a copy of the sample city if nothing is said, as a dossier remembers whom it asked."""
    if folder is None:
        folder = out / "dossier" / "city"
        kept = shutil.ignore_patterns(".wuxiao")
        shutil.copytree(CITY, folder, ignore=kept, dirs_exist_ok=True)
    outcome = run_wuxiao("kit", folder, "-o", out, *arguments)
    assert outcome.code == 0, outcome.err


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".wuxiao" not in path.parts
    }


def zipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_kit_is_a_folder_and_a_zip_of_the_same(made: Path) -> None:
    folder = {f"{STEEL}/{name}": data for name, data in contents(made / STEEL).items()}
    assert zipped(made / f"{STEEL}.zip") == folder
    names = {name.split("/")[1] for name in folder}
    assert names == {
        GUIDE, BOOK, "附件",
        f"P01-秦垚-{FORM.format('提名书')}.docx", f"P19-柯祖荣-{FORM.format('提名书')}.docx",
    }  # fmt: skip
    assert {name.split("/")[3] for name in folder if "/附件/P01" in name} == {
        names[0] for names in ROLES.values()
    }


def test_no_kit_holds_anything_of_another_employer(made: Path) -> None:
    nominations = read(CITY).dossier.nominations
    for kit in sorted(path for path in made.iterdir() if path.is_dir() and path.name[0] != "."):
        said = " ".join(map(text_of, contents(kit).items()))
        for each in nominations:
            own = each.employer.name == kit.name
            for value in (each.title, each.lead.name, each.lead.id_number, each.employer.name):
                assert value is not None
                assert own or value not in said, (kit.name, value)
            assert not own or (each.title or "") in said


def text_of(item: tuple[str, bytes]) -> str:
    """All words of a file of a kit, with its name."""
    name, data = item
    if not name.endswith((".docx", ".xlsx")):
        return name
    parts = zipped_bytes(data)
    return name + " ".join(part.decode(errors="replace") for part in parts.values())


def zipped_bytes(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each: archive.read(each) for each in archive.namelist() if each.endswith("xml")}


def test_the_form_and_the_workbook_hold_what_is_known(made: Path) -> None:
    nomination = read(CITY).dossier.nominations[0]
    form = (made / STEEL / f"P01-秦垚-{FORM.format('提名书')}.docx").read_bytes()
    values = filled.values(form)
    assert values[bookmark_name("title")] == nomination.title
    assert values[bookmark_name("employer.union.contact.phone")] == "025-80000122"
    book = openpyxl.load_workbook(made / STEEL / BOOK)
    assert book.sheetnames == ["项目P01", "项目P19", "其他完成人", "荣誉", "选项"]


def test_an_employer_checks_its_kit_as_it_comes(
    made: Path, wuxiao: Command, tmp_path: Path
) -> None:
    folder = tmp_path / STEEL
    shutil.copytree(made / STEEL, folder)
    before, after = (
        json.loads(wuxiao("check", path, "--format", "json").out) for path in (CITY, folder)
    )
    mine = [each for each in before["findings"] if each["nomination"] in {"P01", "P19"}]
    assert [each["rule"] for each in after["findings"]] == [each["rule"] for each in mine]
    assert read(folder).dossier.nominations[0].lead == read(CITY).dossier.nominations[0].lead


def test_photos_that_are_there_already_go_along_under_names_of_their_kind(made: Path) -> None:
    found = contents(made / STEEL)
    source = (CITY / "附件" / "P01-秦垚" / "实施前-1.jpg").read_bytes()
    assert found["附件/P01-秦垚/实施前/实施前-1.jpg"] == source


def test_files_that_are_too_large_to_be_mailed_are_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "dossier" / "city"
    shutil.copytree(CITY, folder, ignore=shutil.ignore_patterns(".wuxiao"))
    largest = max(folder.rglob("实施前-*.*"), key=lambda each: each.stat().st_size)
    photo = largest.read_bytes()
    monkeypatch.setattr(collecting, "_LARGEST_BYTES", len(photo) - 1)
    outcome = run_wuxiao("kit", folder, "-o", tmp_path)
    assert outcome.code == 0, outcome.err
    assert largest.relative_to(folder).as_posix() in outcome.out + outcome.err
    sent = contents(tmp_path / "city" / "kit").values()
    assert photo not in sent
    assert any(each.startswith(b"\xff\xd8") for each in sent), "smaller ones are sent"


def test_the_guide_names_contact_and_last_day(made: Path) -> None:
    words = "".join(
        each.text or ""
        for each in filled.body((made / STEEL / GUIDE).read_bytes()).iter(f"{filled.W}t")
    )
    for said in (STEEL, "2023年8月21日前", "夏雨桐", "025-80000066", "jingji@example.com", BOOK):
        assert said in words


# ---------------------------------------------------------------- again


def test_again_gives_the_same_bytes_and_touches_nothing_else(made: Path, tmp_path: Path) -> None:
    everyone(tmp_path, "--employer", STEEL)
    assert contents(tmp_path / "city" / "kit") == {
        name: data for name, data in contents(made).items() if name.startswith(STEEL)
    }
    everyone(tmp_path, "--blank", "1")
    names = {name.split("/")[0] for name in contents(tmp_path / "city" / "kit")}
    assert names == {STEEL, f"{STEEL}.zip", "空白-1", "空白-1.zip"}


def test_a_kit_of_an_employer_that_is_gone_goes_and_what_a_hand_changed_stays(
    desk_of_two: Callable[[], tuple[Path, Path]],
) -> None:
    folder, out = desk_of_two()
    kit = out / folder.name / "kit"
    form = next((kit / POWER).glob("*.docx"))
    form.write_bytes(form.read_bytes() + b"!")
    everyone(out, "--blank", "1", folder=folder)
    text = (folder / "dossier.yaml").read_text(encoding="utf-8")
    (folder / "dossier.yaml").write_text(text.replace(POWER, "另一家厂"), encoding="utf-8")
    everyone(out, folder=folder)
    assert {path.name for path in kit.iterdir() if path.name[0] != "."} == {
        STEEL, f"{STEEL}.zip", "另一家厂", "另一家厂.zip", POWER, "空白-1", "空白-1.zip",
    }  # fmt: skip
    assert [path.name for path in (kit / POWER).rglob("*") if path.is_file()] == [form.name]


@pytest.fixture
def desk_of_two(tmp_path: Path) -> Callable[[], tuple[Path, Path]]:
    """A dossier of two employers, and its kits."""

    def make() -> tuple[Path, Path]:
        folder, out = tmp_path / "两家", tmp_path / "out"
        folder.mkdir()
        (folder / "dossier.yaml").write_text(
            "activity: jiangsu-wuxiao-2023\nnominations:\n"
            f"  - {{id: P01, title: 甲, employer: {{name: {STEEL}}}}}\n"
            f"  - {{id: P02, title: 乙, employer: {{name: {POWER}}}}}\n",
            encoding="utf-8",
        )
        everyone(out, folder=folder)
        return folder, out

    return make


def test_a_project_without_an_employer_is_named(
    desk_of_two: Callable[[], tuple[Path, Path]],
) -> None:
    folder, out = desk_of_two()
    with (folder / "dossier.yaml").open("a", encoding="utf-8") as stream:
        stream.write("  - {id: P03, title: 丙}\n")
    outcome = run_wuxiao("kit", folder, "-o", out)
    assert "P03没有填写第一完成单位" in outcome.err
    assert len(outcome.out.splitlines()) == 2


def test_a_stopped_run_leaves_kits_that_the_next_one_completes(
    desk_of_two: Callable[[], tuple[Path, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = desk_of_two()
    before = contents(out / folder.name / "kit")
    text = (folder / "dossier.yaml").read_text(encoding="utf-8")
    (folder / "dossier.yaml").write_text(text.replace("title: 甲", "title: 丙"), encoding="utf-8")

    def full(path: Path, data: bytes, *, lasting: bool = False) -> None:
        raise OutputError("文件写不进去", where=path.name)

    with monkeypatch.context() as broken:
        broken.setattr(store, "write_whole", full)
        assert run_wuxiao("kit", folder, "-o", out).code == ExitCode.OUTPUT
    assert contents(out / folder.name / "kit") == before
    everyone(out, folder=folder)
    assert contents(out / folder.name / "kit") != before


def test_a_name_is_no_way_out_of_the_folder() -> None:
    (kit,) = plan_kits(of("../../etc"), [], 0)
    assert "/" not in kit.name
    assert kit.name not in {".", ".."}
    assert replace(kit, is_new=True).employer == "../../etc"
