"""Kits that went out come back: by Word, by LibreOffice, with and without the names of their fields."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from pipeline.activity.model import Activity
from pipeline.collect.memory import recall
from pipeline.collect.official import read_official
from pipeline.collect.sending import awaited, note_answer
from pipeline.collect.values import Fields, same
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Nomination
from pipeline.forms.values import at
from pipeline.forms.word_form import write_word_form
from pipeline.load import load
from pipeline.load.answers import read_answers
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.settings import Settings
from pipeline.store import sha256_file
from pipeline.tools.office.program import convert_to_word
from pipeline.tools.word.contents import read_contents
from pipeline.tools.word.package import pack_parts, read_parts
from tests.conftest import ROOT, run_wuxiao

SAMPLE = ROOT / "data" / "samples" / "other_society"
ACTIVITY: Activity = Settings().find_activity("jiangsu-wuxiao-2023")
FIELDS = Fields(ACTIVITY)


def read(folder: Path) -> Intake:
    return load(folder, Settings().find_activity)


@pytest.fixture(scope="module")
def form() -> bytes:
    """The kit's form of P01, as an employer gets it."""
    subject = Subject(scope=Scope.NOMINATION, dossier=Dossier(activity=ACTIVITY.id), blank=True)
    blank = render_word(
        "nomination_form", context(subject, ACTIVITY), templates=[ROOT / "templates"]
    ).pack()
    return write_word_form(blank, ACTIVITY, read(SAMPLE).dossier.nominations[0])


def read_form(data: bytes) -> tuple[Nomination, list[str]]:
    answers = read_official(read_contents(data, "表.docx"), ACTIVITY, "表.docx")
    intake = read_answers(answers, ACTIVITY)
    told = [each.why for each in answers.unread] + [each.message for each in intake.findings]
    return intake.dossier.nominations[0], told


def must_be_whole(found: Nomination) -> None:
    wanted = read(SAMPLE).dossier.nominations[0]
    wrong = {
        path: (at(wanted, path), at(found, path))
        for path in FIELDS.compared()
        if not same(path, at(wanted, path), at(found, path))
    }
    assert wrong == {}


def edited(data: bytes, old: str, new: str) -> bytes:
    """A form in which something in its XML was changed everywhere."""
    parts = read_parts(data, "表.docx")
    text = parts["word/document.xml"].decode()
    changed = re.sub(old, new, text)
    assert changed != text
    return pack_parts({**parts, "word/document.xml": changed.encode()})


def test_a_form_of_ours_is_read_whole(form: bytes) -> None:
    found, told = read_form(form)
    must_be_whole(found)
    assert told == []


def test_a_form_that_lost_its_bookmarks_is_read_by_its_words(form: bytes) -> None:
    found, _ = read_form(edited(form, r"<w:bookmark(Start|End) [^>]*>", ""))
    must_be_whole(found)


def test_a_form_whose_labels_were_changed_is_read_by_its_fields(form: bytes) -> None:
    for word in ("身份证号", "别名雅号", "下一步"):
        form = edited(form, f"(<w:t[^>]*>){word}", r"\g<1>贵单位")
    found, _ = read_form(form)
    wanted = read(SAMPLE).dossier.nominations[0]
    assert found.lead.id_number == wanted.lead.id_number
    assert found.lead.alias == wanted.lead.alias
    assert found.plan == wanted.plan


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, 2])
def test_a_form_saved_by_libreoffice_is_read_whole(
    rounds: int, form: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "表.docx"
    file.write_bytes(form)
    for number in range(rounds):
        out = tmp_path / str(number)
        out.mkdir()
        (made,) = convert_to_word([file], out)
        assert isinstance(made, Path)
        file = made
    found, told = read_form(file.read_bytes())
    must_be_whole(found)
    assert told == []


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kits of the sample, zipped."""
    folder = tmp_path_factory.mktemp("kits")
    shutil.copytree(SAMPLE, folder / "苏岸")
    assert run_wuxiao("kit", folder / "苏岸", "-o", folder / "out").code == 0
    back = folder / "回"
    back.mkdir()
    for each in folder.glob("out/*/kit/*.zip"):
        shutil.copy(each, back)
    return back


def test_kits_give_the_equal_dossier_values_and_files(kits: Path, tmp_path: Path) -> None:
    desk = tmp_path / "新"
    run_wuxiao("new", desk, "--kind", "other_society")
    outcome = run_wuxiao("collect", desk, kits)
    assert outcome.code == 0, outcome.out
    wanted, got = read(SAMPLE), read(desk)
    assert [each.id for each in got.dossier.nominations] == ["P01", "P02"]
    for one, other in zip(wanted.dossier.nominations, got.dossier.nominations, strict=True):
        for path in FIELDS.compared():
            assert same(path, at(one, path), at(other, path)), path
        for path in FIELDS.files():
            assert digests(wanted, at(one, path)) == digests(got, at(other, path)), path


def digests(intake: Intake, value: str | tuple[str, ...] | None) -> list[str]:
    names = [value] if isinstance(value, str) else list(value or ())
    return sorted(sha256_file(intake.files.path_of(each)) for each in names)


def test_a_kit_nobody_touched_says_nothing_against_what_the_clerk_changed(
    kits: Path, tmp_path: Path
) -> None:
    desk = tmp_path / "新"
    run_wuxiao("new", desk, "--kind", "other_society")
    run_wuxiao("collect", desk, kits)
    again = run_wuxiao("collect", desk, kits, "--format", "json")
    assert again.code == 0
    assert '"changed": []' in again.out
    assert '"state"' not in again.out


def test_a_correction_of_what_we_had_filled_in_is_taken_and_the_form_as_it_was_says_nothing(
    kits: Path, tmp_path: Path
) -> None:
    desk = tmp_path / "新"
    run_wuxiao("new", desk, "--kind", "other_society")
    run_wuxiao("collect", desk, kits)
    (desk / ".wuxiao" / "collected.json").unlink()  # the clerk has typed it all
    run_wuxiao("kit", desk, "-o", tmp_path / "out")
    (sent,) = tmp_path.glob("out/*/kit/*/P01*.docx")
    mobile = read(desk).dossier.nominations[0].lead.mobile
    corrected = tmp_path / "回.docx"
    corrected.write_bytes(edited(sent.read_bytes(), str(mobile), "13800009998"))
    outcome = run_wuxiao("collect", desk, corrected)
    assert outcome.code == 0, outcome.out
    assert read(desk).dossier.nominations[0].lead.mobile == "13800009998"
    assert run_wuxiao("collect", desk, sent).code == 0
    assert read(desk).dossier.nominations[0].lead.mobile == "13800009998"


def test_an_employer_that_has_a_kit_is_waited_for_until_there_is_a_project_of_it(
    tmp_path: Path,
) -> None:
    desk, other = tmp_path / "苏岸", "苏岸第三机床厂（东厂）"
    shutil.copytree(SAMPLE, desk)
    assert run_wuxiao("kit", desk, "-o", tmp_path / "out", "--employer", other).code == 0
    memory, (first, *_) = recall(desk), read(desk).dossier.nominations
    assert awaited(memory, [first]) == (other,)
    came = replace(first, employer=replace(first.employer, name="苏岸第三机床厂(东厂)"))
    assert awaited(memory, [came]) == ()
    note_answer(memory, "苏岸第三机床厂(东厂)")
    assert awaited(memory, [first]) == (), "it has answered, whatever became of its project"
    assert run_wuxiao("kit", desk, "-o", tmp_path / "out", "--employer", other).code == 0
    assert awaited(recall(desk), [first]) == (other,), "another kit is another question"


def test_what_a_hand_changed_in_a_kit_is_set_aside_and_what_is_not_sent_along_is_told(
    tmp_path: Path,
) -> None:
    folder, out = tmp_path / "材料", tmp_path / "out"
    shutil.copytree(SAMPLE, folder)
    run_wuxiao("kit", folder, "-o", out)
    form = next(out.rglob("P02-*提名书（填写用）.docx"))
    form.write_bytes(b"changed")
    source = folder / "dossier.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("苏岸安升电梯维保有限公司", "", 1), encoding="utf-8")
    photo = read(folder).files.path_of(read(folder).dossier.nominations[1].before.photos[0])
    with photo.open("r+b") as stream:
        stream.truncate(50_000_001)
    outcome = run_wuxiao("kit", folder, "-o", out)
    assert "P01没有填写第一完成单位，没有放进收集包" in outcome.err
    assert f"{photo.name}”太大或打不开，没有放进收集包" in outcome.err
    (told,) = [each for each in outcome.err.splitlines() if "没有覆盖" in each]
    aside = form.with_name(PurePosixPath(told.partition("“")[2].partition("”")[0]).name)
    assert aside.read_bytes() == b"changed"
    assert form.read_bytes() != b"changed"
