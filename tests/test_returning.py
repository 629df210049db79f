"""Papers go out, come back signed and scanned, and up to the portal: the commands, on real pages."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import yaml

from pipeline import run
from pipeline.settings import Settings
from tests.conftest import Command, Desk
from tests.receive.scanning import ALL, Office, Sheet, as_jpeg, as_pdf

FORM = "pdf/P01-尉迟晨-提名书.pdf"
NOTICE = "pdf/公示.pdf"
CERTIFICATE = "pdf/P01-尉迟晨-一线职工证明.pdf"
OF_UNIT = ["pdf/提名函.pdf", "pdf/社会组织备案申请表.pdf", "pdf/公示.pdf", "pdf/公示无异议证明.pdf"]


def office(desk: Desk) -> Office:
    return Office(desk.out, desk.manifest())


def sheets(desk: Desk, *paths: str, marks: tuple[str, ...] = ALL) -> list[Sheet]:
    from dataclasses import replace

    there = office(desk)
    printed = there.print_papers(*(there.paper(path) for path in paths))
    return [replace(each, marks=marks) for each in printed]


def report(desk: Desk) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        (desk.out / "received" / "report.json").read_text(encoding="utf-8")
    )
    return found


def state_of(desk: Desk, path: str) -> object:
    return next(each["state"] for each in report(desk)["papers"] if each["path"] == path)


@pytest.mark.slow
def test_a_nomination_goes_out_comes_back_and_up(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    scans = tmp_path / "扫描"
    scans.mkdir()
    form = sheets(built, FORM)
    shuffled = [form[place].scanned() for place in (6, 0, 3, 1, 7, 2, 5, 4)]
    (scans / "提名书.pdf").write_bytes(as_pdf(shuffled))
    (certificate,) = sheets(built, CERTIFICATE)
    (scans / "证明.jpg").write_bytes(as_jpeg(certificate.scanned()))
    with zipfile.ZipFile(scans / "本单位.zip", "w") as archive:
        for path in OF_UNIT:
            pages = [each.scanned() for each in sheets(built, path)]
            archive.writestr(f"{Path(path).stem}.pdf", as_pdf(pages))
    outcome = wuxiao("receive", built.out, scans)
    assert outcome.code == 9, outcome.err
    assert {each["verdict"] for each in report(built)["pages"]} == {"used"}
    assert report(built)["doubts"] == []
    assert {state_of(built, path) for path in (FORM, CERTIFICATE, *OF_UNIT)} == {"complete"}
    assert state_of(built, "pdf/P02-晁砺寒-提名书.pdf") == "missing"

    told = wuxiao("upload", built.out, "--dossier", built.folder, "--format", "json")
    assert told.code == 9, told.err
    folders = {each["name"]: each for each in json.loads(told.out)["folders"]}
    assert {name: each["complete"] for name, each in folders.items()} == {
        "P01-尉迟晨": True, "P02-晁砺寒": False, "本单位": True,
    }  # fmt: skip
    assert any("提名书：还没有收回" in said for said in folders["P02-晁砺寒"]["missing"])
    kit = built.out / "upload"
    assert sorted(path.name for path in kit.iterdir() if path.name[0] != ".") == [
        "P01-尉迟晨", "填报对照表.html", "本单位",
    ]  # fmt: skip
    names = {path.name for path in (kit / "P01-尉迟晨").iterdir()}
    assert {
        "附件一 提名书签字盖章扫描版.pdf",
        "附件二 技能等级与职称证书.pdf",
        "形象照-1.jpg",
    } <= names
    assert not (kit / "P02-晁砺寒").exists()
    _holds_the_scanners_own_pictures(
        kit / "P01-尉迟晨" / "附件一 提名书签字盖章扫描版.pdf", scans / "提名书.pdf"
    )
    page = (kit / "填报对照表.html").read_text(encoding="utf-8")
    assert "尉迟晨" in page
    assert "还没有齐" in page
    refused = wuxiao("upload", built.out, "--dossier", built.folder, "--done")
    assert refused.code == 2
    assert _standing(built, wuxiao, FORM) == "signed"
    assert _standing(built, wuxiao, "pdf/P02-晁砺寒-提名书.pdf") == "made"
    year = json.loads(wuxiao("status", built.folder, "-o", built.output, "--format", "json").out)
    assert any("P02 提名书（还没有收回）" in each["action"] for each in year["next"])


def _holds_the_scanners_own_pictures(made: Path, scan: Path) -> None:
    """Every page in order, as its JPEG came from the scanner."""
    with pikepdf.open(made) as pdf, pikepdf.open(scan) as source:
        pictures = [
            image.read_raw_bytes() for page in source.pages for image in page.get_images().values()
        ]
        placed = [
            image.read_raw_bytes() for page in pdf.pages for image in page.get_images().values()
        ]
    order = [pictures.index(each) for each in placed]
    assert order == [1, 3, 5, 2, 7, 6, 0, 4]


def test_a_paper_made_anew_makes_its_scan_outdated_and_says_what_has_changed(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    (sheet,) = sheets(built, CERTIFICATE)
    (tmp_path / "证明.jpg").write_bytes(as_jpeg(sheet.scanned()))
    wuxiao("receive", built.out, tmp_path / "证明.jpg")
    assert state_of(built, CERTIFICATE) == "complete"
    built.edit("job_title: 电梯维保组组长", "job_title: 电梯维保组副组长")
    wuxiao("build", built.folder, "-o", built.output, "--only", "frontline_certificate")
    outcome = wuxiao("receive", built.out)
    assert state_of(built, CERTIFICATE) == "missing"
    (page,) = report(built)["pages"]
    assert page["verdict"] == "outdated"
    (note,) = report(built)["notes"]
    assert "P01 第一完成人-职务" in str(note["note"])
    assert "收回的是旧版" in outcome.out


def test_a_withdrawn_nomination_leaves_the_posted_notice_and_takes_its_own_papers_along(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    own = "pdf/P02-晁砺寒-一线职工证明.pdf"
    back = [each.scanned() for each in sheets(built, NOTICE, own, "pdf/公示无异议证明.pdf")]
    (tmp_path / "扫描.pdf").write_bytes(as_pdf(back))
    wuxiao("receive", built.out, tmp_path / "扫描.pdf")
    notice = (built.out / NOTICE).read_bytes()
    data = yaml.safe_load(built.source.read_text(encoding="utf-8"))
    del data["nominations"][1]
    built.source.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    said = "公示已经张贴，P02撤下以后不用重新张贴"
    again = ((), ("--only", "nomination_letter"), ("--force",))
    for is_new, more in ((True, ()), *((False, each) for each in again)):
        outcome = wuxiao("build", built.folder, "-o", built.output, *more)
        assert (said in outcome.err) is is_new
        assert (built.out / NOTICE).read_bytes() == notice
        (kept,) = [entry for entry in built.manifest().files if entry.path == NOTICE]
        assert kept.withdrawn == ("P02",)
        assert said in (built.out / "report.html").read_text(encoding="utf-8")
    anew = {entry.path: entry.anew for entry in built.manifest().files if entry.anew}
    assert anew == dict.fromkeys(("pdf/提名函.pdf", "pdf/公示无异议证明.pdf"), ("撤下P02",))
    wuxiao("receive", built.out)
    assert state_of(built, NOTICE) == "complete"
    assert {each["verdict"] for each in report(built)["pages"]} == {"used", "outdated"}
    notes = " ".join(str(each["note"]) for each in report(built)["notes"])
    assert "“P02-晁砺寒-一线职工证明”的页，材料里已经没有这份文书" in notes
    assert "撤下P02" in notes
    assert "nominations" not in notes
    wuxiao("build", built.folder, "-o", built.output, "--force", "--only", "publicity_notice")
    assert (built.out / NOTICE).read_bytes() != notice, "asked for by name"
    assert not any(entry.withdrawn for entry in built.manifest().files)


def test_a_notice_posted_with_its_days_written_by_hand_is_good_when_they_are_known(
    desk: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    days = "    start: 2023-08-14\n    end: 2023-08-18\n"
    build = ("build", desk.folder, "-o", desk.output, "--only", "publicity_notice")
    desk.edit(days, "")
    wuxiao(*build)
    posted = [each.scanned() for each in sheets(desk, NOTICE)]
    (tmp_path / "公示.pdf").write_bytes(as_pdf(posted))
    desk.edit("  publicity:\n", f"  publicity:\n{days}")
    wuxiao(*build)
    (made,) = [each for each in desk.manifest().files if each.path == NOTICE]
    assert made.anew == ()
    wuxiao("receive", desk.out, tmp_path / "公示.pdf")
    assert state_of(desk, NOTICE) == "look"
    (doubt,) = report(desk)["doubts"]
    assert doubt["kind"] == "print"
    wuxiao("receive", desk.out, "--accept", str(doubt["id"]), "--by", "王干事", "--why", "日期相符")
    assert state_of(desk, NOTICE) == "complete"


def test_a_certificate_without_its_seal_is_never_taken_as_done(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    (sheet,) = sheets(built, CERTIFICATE, marks=())
    (tmp_path / "证明.jpg").write_bytes(as_jpeg(sheet.scanned()))
    assert wuxiao("receive", built.out, tmp_path / "证明.jpg").code == 9
    assert state_of(built, CERTIFICATE) in {"unsealed", "look"}


def test_a_draft_that_somebody_sealed_is_told_as_a_draft(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    only = ("--only", "frontline_certificate")
    wuxiao("build", built.folder, "-o", tmp_path / "草稿", "--draft", *only)
    (sheet,) = sheets(built, CERTIFICATE)
    draft = Sheet(tmp_path / "草稿" / built.folder.name / CERTIFICATE, 1, sheet.zones)
    (tmp_path / "证明.jpg").write_bytes(as_jpeg(draft.scanned()))
    wuxiao("receive", built.out, tmp_path / "证明.jpg")
    assert [each["verdict"] for each in report(built)["pages"]] == ["draft"]
    assert state_of(built, CERTIFICATE) == "missing"


def test_hostile_files_end_in_a_line_each(built: Desk, wuxiao: Command, tmp_path: Path) -> None:
    scans = tmp_path / "扫描"
    scans.mkdir()
    (sheet,) = sheets(built, CERTIFICATE)
    whole = as_pdf([sheet.scanned()])
    (scans / "好.pdf").write_bytes(whole)
    (scans / "断.pdf").write_bytes(whole[: len(whole) // 3])
    (scans / "断.jpg").write_bytes(as_jpeg(sheet.scanned())[:2000])
    with pikepdf.new() as locked:
        locked.add_blank_page()
        locked.save(scans / "锁.pdf", encryption=pikepdf.Encryption(user="1", owner="2"))
    (scans / "字.txt").write_text("不是扫描件", encoding="utf-8")
    outcome = wuxiao("receive", built.out, scans)
    assert outcome.code == 9
    assert "Traceback" not in outcome.err
    told = outcome.err + outcome.out
    assert all(name in told for name in ("断.pdf", "断.jpg", "锁.pdf", "字.txt"))
    assert state_of(built, CERTIFICATE) == "complete"


def test_a_watched_folder_is_taken_as_it_fills_until_somebody_ends_it(
    built: Desk, tmp_path: Path
) -> None:
    (sheet,) = sheets(built, CERTIFICATE)
    data, path = as_jpeg(sheet.scanned()), tmp_path / "扫描仪" / "0001.jpg"
    path.parent.mkdir()

    def write(content: bytes) -> Callable[[], object]:
        return lambda: path.write_bytes(content)

    def rest() -> object:
        return None

    def end() -> object:
        raise KeyboardInterrupt

    moments = [write(data[:3000]), write(data), rest, rest, rest, end]
    settings = Settings(jobs=1)

    def pause() -> None:
        moments.pop(0)()

    rounds = list(run.watch(built.out, path.parent, settings, lambda *_: None, pause=pause))
    assert [each.fresh for each in rounds] == [0, 1]
    assert state_of(built, CERTIFICATE) == "complete"


def test_a_letter_under_the_units_own_head_is_known_as_made_and_as_returned(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    letter = OF_UNIT[0]
    wuxiao("build", built.folder, "-o", built.output, "--letterhead", "--only", "nomination_letter")
    assert _standing(built, wuxiao, letter) == "made"
    pages = [each.scanned() for each in sheets(built, letter)]
    (tmp_path / "提名函.pdf").write_bytes(as_pdf(pages))
    wuxiao("receive", built.out, tmp_path / "提名函.pdf")
    assert _standing(built, wuxiao, letter) == "signed"


def _standing(desk: Desk, wuxiao: Command, path: str) -> str:
    """What `status` says of a paper."""
    year = json.loads(wuxiao("status", desk.folder, "-o", desk.output, "--format", "json").out)
    papers = {each["path"]: each["state"] for m in year["milestones"] for each in m["papers"]}
    return str(papers[path])


def test_what_cannot_be_done_together_or_is_no_output_folder_is_refused(
    built: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    both = wuxiao("receive", built.out, tmp_path, "--watch", tmp_path)
    assert (both.code, "不能同时写" in both.err) == (2, True)
    nowhere = wuxiao("receive", tmp_path / "没有", tmp_path)
    assert (nowhere.code, "没有这个文件夹" in nowhere.err) == (3, True)
    wrong = wuxiao("receive", built.out, "--accept", "QQQQQQ", "--by", "王", "--why", "看过")
    assert (wrong.code, "没有编号为“QQQQQQ”的待定处" in wrong.err) == (2, True)
    refused = wuxiao("receive", built.out, "--refuse", "QQQQQQ", "--by", "王", "--why", "看过")
    assert (refused.code, "没有编号为“QQQQQQ”的待定处" in refused.err) == (2, True)
    assert wuxiao("receive", built.out, "--refuse", "A", "--accept", "A").code == 2
    assert wuxiao("receive", built.output, "--format", "json").code == 9
