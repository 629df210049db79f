"""What goes into which slot, and what is missing: from values, without making a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from pipeline.collating.pieces import PrintPiece, ScanPiece
from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.pictures import FilePlaces
from pipeline.papers.documents import load_documents
from pipeline.papers.manifest import FileEntry, FileKind, Manifest
from pipeline.papers.naming import pdf_path
from pipeline.papers.outputs import Output
from pipeline.papers.plan import plan_papers
from pipeline.papers.returned import PaperReturn, ReturnState, ScannedPage
from pipeline.upload import Kit, assemble, is_path_of_kit
from pipeline.upload.kit import (
    FilePiece,
    KitFile,
    KitFolder,
    Materials,
    plan_kit,
)
from tests.conftest import ROOT
from tests.render.cases import TEMPLATES, activity
from tests.rules.build import changed, dossier

DOCUMENTS = load_documents(TEMPLATES)
FILES = {
    "n.evidence.skill_certificate": ("技能.pdf",),
    "n.evidence.title_certificate": ("职称.jpg",),
    "n.evidence.frontline_certificate": (),
    "n.evidence.other": ("获奖.pdf",),
    "n.evidence.portraits": ("a.jpg", "b.jpg"),
    "n.evidence.workplace": ("c.jpg", "d.jpg"),
    "n.evidence.media": (),
    "n.before.photos": ("e.jpg",),
    "n.after.photos": (),
    "n.video.file": None,
    "unit.publicity.files": ("公示.jpg",),
}


@pytest.fixture
def materials(tmp_path: Path) -> Materials:
    content = changed(dossier(1), FILES)
    papers = plan_papers(content, DOCUMENTS)
    for name in ("技能.pdf", "职称.jpg", "获奖.pdf", "公示.jpg", *(f"{x}.jpg" for x in "abcde")):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0")
    entries = tuple(
        FileEntry(path=pdf_path(each.stem), kind=FileKind.PDF, sha256="") for each in papers
    )
    manifest = Manifest(
        dossier="材料", activity="a", program="1", input_digest="", draft=False, files=entries
    )
    return Materials(
        output=Output(tmp_path / "out", manifest),
        dossier=content,
        activity=activity(),
        files=FilePlaces(tmp_path),
        papers=papers,
        documents={each.id: each for each in DOCUMENTS},
        returns={
            pdf_path(each.stem): returned(pdf_path(each.stem), each.document) for each in papers
        },
        stale=frozenset(),
    )


def returned(path: str, document: str, **more: object) -> PaperReturn:
    scan = ScannedPage(file="received/scans/x.jpg", index=1, to_paper=(), width_px=1, height_px=1)
    whole = PaperReturn(
        path=path, document=document, title="", subject="", nomination=None, recipient="某厂",
        pages=2, state=ReturnState.COMPLETE, scans={1: scan, 2: scan},
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def slots(folder: KitFolder) -> Mapping[str, KitFile]:
    return {each.name: each for each in folder.files}


def of(materials: Materials, document: str) -> str:
    return next(pdf_path(each.stem) for each in materials.papers if each.document == document)


def test_a_complete_nomination_has_the_three_slots_and_its_photos_under_the_notices_names(
    materials: Materials,
) -> None:
    nomination, unit = plan_kit(materials)
    assert nomination.is_complete
    assert list(slots(nomination)) == [
        "附件一 提名书签字盖章扫描版.pdf", "附件二 技能等级与职称证书.pdf", "附件三 其他材料.pdf",
        "形象照-1.jpg", "形象照-2.jpg", "工作场景照-1.jpg", "工作场景照-2.jpg", "项目实施前-1.jpg",
    ]  # fmt: skip
    form = slots(nomination)["附件一 提名书签字盖章扫描版.pdf"]
    assert [type(each) for each in form.pieces] == [ScanPiece, ScanPiece]
    certificates = slots(nomination)["附件二 技能等级与职称证书.pdf"].pieces
    assert [type(each) for each in certificates] == [ScanPiece, ScanPiece, FilePiece, FilePiece]
    assert unit.is_complete
    assert {"提名函盖章扫描版.pdf", "公示无异议证明.pdf", "本级公示材料.pdf"} <= slots(unit).keys()


def test_pages_that_did_not_come_back_and_need_not_are_taken_from_the_print(
    materials: Materials,
) -> None:
    path = of(materials, "nomination_form")
    scan = materials.returns[path].scans[1]
    partly = returned(path, "nomination_form", scans={1: scan}, printed_pages=(2,))
    nomination, _ = plan_kit(replace(materials, returns={**materials.returns, path: partly}))
    first, second = slots(nomination)["附件一 提名书签字盖章扫描版.pdf"].pieces
    assert isinstance(first, ScanPiece)
    assert isinstance(second, PrintPiece)
    assert second.number == 2


@pytest.mark.parametrize(
    ("document", "state", "said"),
    [
        ("nomination_form", ReturnState.UNSIGNED, "提名书：缺第2页"),
        ("nomination_form", None, "提名书：还没有收回"),
        ("frontline_certificate", None, "一线职工证明：还没有收回"),
    ],
)
def test_what_has_not_come_back_keeps_a_nomination_from_being_complete(
    document: str, state: ReturnState | None, said: str, materials: Materials
) -> None:
    path = of(materials, document)
    returns = {each: found for each, found in materials.returns.items() if each != path}
    if state:
        returns[path] = returned(path, document, state=state, missing_pages=(2,))
    nomination, _ = plan_kit(replace(materials, returns=returns))
    assert not nomination.is_complete
    assert said in nomination.missing


def test_a_certificate_among_the_evidence_serves_where_none_came_back(materials: Materials) -> None:
    path = of(materials, "frontline_certificate")
    returns = {each: found for each, found in materials.returns.items() if each != path}
    content = changed(materials.dossier, {"n.evidence.frontline_certificate": ("技能.pdf",)})
    nomination, _ = plan_kit(replace(materials, returns=returns, dossier=content))
    assert nomination.is_complete
    pieces = slots(nomination)["附件二 技能等级与职称证书.pdf"].pieces
    assert all(isinstance(each, FilePiece) for each in pieces)


def test_a_paper_that_shows_other_data_than_the_dossier_is_not_uploaded(
    materials: Materials,
) -> None:
    stale = frozenset({of(materials, "nomination_form")})
    nomination, unit = plan_kit(replace(materials, stale=stale))
    assert any("材料改过" in said for said in nomination.missing)
    assert unit.is_complete


def test_what_the_check_says_of_files_is_missing_but_not_the_certificate_that_came_back(
    materials: Materials,
) -> None:
    def finding(field: str, message: str) -> Finding:
        return Finding(
            rule="r", severity=Severity.ERROR, message=message, remedy="补上",
            due=Milestone.UPLOAD, nomination="P01", field=field,
        )  # fmt: skip

    findings = [
        finding("evidence.portraits", "形象照只有1张"),
        finding("evidence.frontline_certificate", "没有一线职工证明"),
    ]
    nomination, _ = plan_kit(replace(materials, findings=findings))
    assert nomination.missing == ("形象照只有1张，请补上",)


def test_a_file_that_is_not_there_any_more_is_named(materials: Materials) -> None:
    (materials.files.folder / "a.jpg").unlink()
    nomination, _ = plan_kit(materials)
    assert nomination.missing == ("a.jpg：找不到这个文件",)


def test_a_photo_that_is_called_what_it_is_not_gets_the_suffix_of_what_it_is(
    materials: Materials,
) -> None:
    (materials.files.folder / "a.jpg").write_bytes(b"\x89PNG\r\n\x1a\n")
    names = list(slots(plan_kit(materials)[0]))
    assert "形象照-1.png" in names
    assert "形象照-2.jpg" in names


def test_a_paper_that_was_not_made_yet_is_asked_for_before_its_scan(materials: Materials) -> None:
    path = of(materials, "nomination_form")
    manifest = materials.output.manifest
    rest = tuple(each for each in manifest.files if each.path != path)
    output = replace(materials.output, manifest=structs.replace(manifest, files=rest))
    nomination, _ = plan_kit(replace(materials, output=output))
    assert nomination.missing == ("提名书：还没有生成，先执行 wuxiao check 看原因",)


def test_a_unit_that_shows_no_photos_of_its_publicity_is_asked_for_them(
    materials: Materials,
) -> None:
    content = changed(materials.dossier, {"unit.publicity.files": ()})
    nomination, unit = plan_kit(replace(materials, dossier=content))
    assert nomination.is_complete
    assert unit.missing == ("本级公示的现场照片或网页截图：放进“附件/本级公示”",)


def test_a_nomination_without_papers_still_has_a_folder_of_its_name(materials: Materials) -> None:
    papers = tuple(each for each in materials.papers if not each.members)
    nomination, _ = plan_kit(replace(materials, papers=papers))
    lead = materials.dossier.nominations[0].lead.name
    assert nomination.name == plan_kit(materials)[0].name == f"P01-{lead}"


def made(materials: Materials, problem: str = "") -> Kit:
    def make(files: object) -> list[tuple[bytes, str, str]]:
        assert isinstance(files, list)
        return [(b"data", problem if "附件一" in each.name else "", "") for each in files]

    return assemble(materials, make, ROOT / "templates")


def test_a_folder_that_lacks_anything_is_not_made_and_never_called_complete(
    materials: Materials,
) -> None:
    whole = made(materials)
    assert whole.is_complete
    folder = whole.folders[0].name
    broken = made(materials, problem="附件一：做不出来")
    said = broken.text().splitlines()
    assert f"✗ {folder}：还差材料，没有生成附件" in said
    assert "    附件一：做不出来" in said
    assert any(
        each.startswith(f"✓ {folder}：附件齐全，8个文件") for each in whole.text().splitlines()
    )
    assert not broken.is_complete
    assert broken.exit_code == 9
    assert not any(path.startswith(f"{folder}/") for path in broken.files)
    page = broken.files["填报对照表.html"].decode()
    assert "附件还没有齐" in page
    assert "已齐全" not in page.replace("1个文件夹已齐", "")
    assert "附件都已齐全" in whole.files["填报对照表.html"].decode()


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("P01-甲/附件一.pdf", True),
        ("填报对照表.html", True),
        ("../a.pdf", False),
        ("P01/../../a", False),
        ("别的.txt", False),
        ("a//b", False),
        ("a\\b/c", False),
    ],
)
def test_only_paths_inside_the_kit_are_ours(path: str, ours: bool) -> None:
    assert is_path_of_kit(path) is ours
