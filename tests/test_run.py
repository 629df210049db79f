"""The whole way through the real command line: from a dossier folder to papers ready to print."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline import __version__
from pipeline.papers.documents import UNIT, Scope, load_documents
from pipeline.papers.manifest import FileEntry, FileKind, Manifest
from pipeline.store import sha256
from tests.conftest import ROOT, Command, Desk, changed

P01, P02 = "P01-尉迟晨", "P02-晁砺寒"
E1, E2 = "苏岸安升电梯维保有限公司", "苏岸匠和古建修缮有限公司"
DOCUMENTS = load_documents(ROOT / "templates")


def titles(scope: Scope) -> list[str]:
    """Titles of the documents that are made for a dossier, a nomination, an employer."""
    return [document.title for document in DOCUMENTS if scope in document.scopes]


PAPERS = {
    *titles(Scope.DOSSIER),
    *(f"{lead}-{title}" for lead in (P01, P02) for title in titles(Scope.NOMINATION)),
    *(f"{title}-{employer}" for title in titles(Scope.EMPLOYER) for employer in (E1, E2)),
}
SHEETS = {f"word/{document.title}.xlsx" for document in DOCUMENTS if document.columns}
PACKETS = {
    "全部承诺书",
    "打印清单",
    *(
        f"{folder}/{per.packet}"
        for document in DOCUMENTS
        for per in document.per
        for folder in ((UNIT,) if per.scope is Scope.DOSSIER else (E1, E2))
        if per.packet
    ),
}


def pdf_text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def sheet_text(data: bytes) -> str:
    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    return "".join(str(cell.value or "") for row in sheet.iter_rows() for cell in row)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def packets_of(manifest: Manifest) -> list[FileEntry]:
    """The packets: all that is for printing, but for 打印清单."""
    found = [entry for entry in manifest.files if entry.kind is FileKind.PRINT]
    assert [entry.path for entry in found if not entry.parts] == ["print/打印清单.pdf"]
    return [entry for entry in found if entry.parts]


def both_faces(*stems: str) -> set[str]:
    return {path for stem in stems for path in (f"word/{stem}.docx", f"pdf/{stem}.pdf")}


# ---------------------------------------------------------------- what a build makes


def test_a_build_makes_every_paper_on_both_faces_and_the_packets_by_name(model: Desk) -> None:
    expected = both_faces(*PAPERS) | {f"print/{name}.pdf" for name in PACKETS} | SHEETS
    assert set(model.files()) == expected | {"manifest.json", "report.html"}
    some = {
        "提名函",
        "社会组织备案申请表",
        f"{P01}-提名书",
        f"{P02}-一线职工证明",
        f"公示无异议证明-{E1}",
    }
    assert some <= PAPERS
    assert {f"{UNIT}/01-提名函", f"{E1}/01-签字材料", f"{E2}/02-出证材料"} <= PACKETS


def test_the_manifest_lists_every_file_with_its_true_checksum(model: Desk) -> None:
    files = model.files()
    manifest = model.manifest()
    assert {entry.path for entry in manifest.files} == set(files) - {"manifest.json", "report.html"}
    for entry in manifest.files:
        assert entry.sha256 == sha256(files[entry.path]), entry.path


def test_the_manifest_ties_each_file_to_document_nomination_data_and_pages(model: Desk) -> None:
    manifest = model.manifest()
    assert (manifest.dossier, manifest.activity) == (model.folder.name, "jiangsu-wuxiao-2023")
    assert (manifest.program, manifest.draft, manifest.failures) == (__version__, False, ())
    assert manifest.input_digest
    files = model.files()
    by_path = manifest.by_path()
    for entry in manifest.files:
        assert re.fullmatch("[0-9a-f]{64}", entry.data_digest)
        assert len(entry.codes) == (entry.pages if entry.paper_id else 0)
        if entry.kind in {FileKind.WORD, FileKind.SHEET}:
            assert entry.pages is None
            continue
        assert entry.pages == len(PdfReader(io.BytesIO(files[entry.path])).pages)
        if entry.kind is FileKind.PDF:
            assert entry.fonts
            assert entry.template_digest
    form = by_path[f"pdf/{P02}-提名书.pdf"]
    assert (form.document, form.nomination, form.title) == ("nomination_form", "P02", "提名书")
    assert form.codes
    certificate = by_path[f"pdf/公示无异议证明-{E1}.pdf"]
    assert (certificate.nomination, certificate.subject) == (None, E1)


def test_the_manifest_is_json_with_all_its_keys_written_out(model: Desk) -> None:
    raw = json.loads((model.out / "manifest.json").read_text(encoding="utf-8"))
    assert raw["format"] == 1
    keys = {
        "path", "kind", "sha256", "document", "title", "subject", "nomination", "recipient", "pages",
        "copies", "data_digest", "template_digest", "shown_digest", "anew", "withdrawn", "edited", "paper_id", "codes",
        "zones", "earlier", "fonts", "stand_ins", "doubts", "parts",
    }  # fmt: skip
    assert all(set(entry) == keys for entry in raw["files"])
    assert {entry["kind"] for entry in raw["files"]} == {"word", "sheet", "pdf", "print"}


def test_every_paper_in_a_packet_starts_on_a_fresh_sheet_and_is_the_paper(model: Desk) -> None:
    manifest, files = model.manifest(), model.files()
    for packet in packets_of(manifest):
        pages = PdfReader(io.BytesIO(files[packet.path])).pages
        for part in packet.parts:
            assert part.first_page % 2 == 1, packet.path
            paper = PdfReader(io.BytesIO(files[part.path])).pages
            shown = paper[part.of_page - 1 : part.of_page - 1 + part.pages]
            assert len(shown) == part.pages
            assert part.pages == len(paper) or packet.title == "全部承诺书"
            first = part.first_page - 1
            assert [page.extract_text() for page in pages[first : first + part.pages]] == [
                page.extract_text() for page in shown
            ]


def test_pages_between_papers_are_blank_backs_and_no_page_is_left_over(model: Desk) -> None:
    files = model.files()
    for packet in packets_of(model.manifest()):
        pages = PdfReader(io.BytesIO(files[packet.path])).pages
        used = {
            page
            for part in packet.parts
            for page in range(part.first_page, part.first_page + part.pages)
        }
        left = set(range(1, len(pages) + 1)) - used
        assert all(not pages[number - 1].extract_text().strip() for number in left)
        assert all(number % 2 == 0 for number in left)
        assert max(used) == len(pages)


def test_an_employers_packets_hold_what_it_signs_and_what_it_certifies(model: Desk) -> None:
    by_path = model.manifest().by_path()
    (form,) = by_path[f"print/{E1}/01-签字材料.pdf"].parts
    assert form.path == f"pdf/{P01}-提名书.pdf"
    certified = {Path(part.path).stem for part in by_path[f"print/{E1}/02-出证材料.pdf"].parts}
    assert {f"公示无异议证明-{E1}", f"{P01}-一线职工证明"} <= certified
    assert not {stem for stem in certified if E2 in stem or P02 in stem}


def test_all_pledges_are_the_forms_own_pages_of_every_nomination_in_order(model: Desk) -> None:
    packet = model.manifest().by_path()["print/全部承诺书.pdf"]
    assert [part.path for part in packet.parts] == [f"pdf/{lead}-提名书.pdf" for lead in (P01, P02)]
    reader = PdfReader(model.out / packet.path)
    for part in packet.parts:
        assert part.pages == 2
        first, second = (
            squeezed(reader.pages[part.first_page - 1 + each].extract_text()) for each in (0, 1)
        )
        assert first.startswith("五、第一完成人承诺书")
        assert second.startswith("六、第一完成人所在单位承诺书")
        assert first.endswith(f"—{part.of_page}—")
        assert reader.page_labels[part.first_page - 1] == str(part.of_page)


def test_packets_have_chinese_bookmarks_at_their_papers_and_open_at_actual_size(
    model: Desk,
) -> None:
    by_path = model.manifest().by_path()
    packet = by_path[f"print/{E2}/02-出证材料.pdf"]
    reader = PdfReader(model.out / packet.path)
    top: list[Any] = [each for each in reader.outline if not isinstance(each, list)]
    assert [each.title for each in top] == [by_path[part.path].title for part in packet.parts]
    assert [(reader.get_destination_page_number(each) or 0) + 1 for each in top] == [
        part.first_page for part in packet.parts
    ]
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert catalog["/OpenAction"][1] == "/XYZ"
    assert catalog["/OpenAction"][4] == 1


def test_a_packet_carries_each_font_once(model: Desk) -> None:
    from tests.bundle.test_packets import font_names

    for packet in packets_of(model.manifest()):
        names = font_names((model.out / packet.path).read_bytes())
        assert len(names) == len(set(names)), packet.path


def test_the_report_tells_of_every_paper_packet_person_and_mark(model: Desk) -> None:
    from urllib.parse import unquote

    report = (model.out / "report.html").read_text(encoding="utf-8")
    links = {unquote(link) for link in re.findall(r'href="([^"#]+)"', report)}
    expected = {path for path in model.files() if path not in {"manifest.json", "report.html"}}
    shown = {link for link in links if link.startswith(("word/", "pdf/", "print/"))}
    assert expected - shown <= {"print/全部承诺书.pdf"}
    assert {link for link in shown if not (model.out / link).exists()} == set()
    for word in ("尉迟晨", "晁砺寒", E1, E2, "第一完成单位负责人", "社会组织", "苏岸市匠心职工"):
        assert word in report
    assert report.count("data:image/webp;base64,") == len(PAPERS)


def test_personal_numbers_stand_only_in_papers_that_need_them(model: Desk) -> None:
    text = model.source.read_text(encoding="utf-8")
    secrets = {
        *re.findall(r"id_number: '(\w+)'", text),
        *re.findall(r"mobile: '(\d+)'", text),
        *re.findall(r"phone: (\d{3,4}-\d{8}-\d+)", text),
    }
    assert len(secrets) > 8
    files = model.files()
    public = {
        "names": "\n".join(files),
        "manifest": files["manifest.json"].decode(),
        "report": re.sub(r"base64,[^\"]*", "", files["report.html"].decode()),
        "notice": pdf_text(files["pdf/公示.pdf"]),
        "notice in Word": word_text(files["word/公示.docx"]),
        "signing sheet": pdf_text(files["pdf/签字盖章清单.pdf"]),
        "letter": pdf_text(files["pdf/提名函.pdf"]),
        "employer's notice": pdf_text(files[f"pdf/单位公示-{E1}.pdf"]),
        "summary table": pdf_text(files["pdf/汇总表.pdf"]),
        "its workbook": sheet_text(files["word/汇总表.xlsx"]),
    }
    for name, content in public.items():
        assert not [secret for secret in secrets if secret in squeezed(content)], name
    assert "329999199303067910" in squeezed(pdf_text(files[f"pdf/{P01}-一线职工证明.pdf"]))


def word_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    return "".join(re.sub(r"<[^>]+>", "", part.decode()) for part in parts)


# ---------------------------------------------------------------- again


def test_an_unchanged_second_run_makes_nothing(built: Desk, wuxiao: Command) -> None:
    times = {path: (built.out / path).stat().st_mtime_ns for path in built.files()}
    outcome = wuxiao("build", built.folder, "-o", built.output)
    assert outcome.code == 0
    assert "没有变化，不用重做" in outcome.err
    assert outcome.out.strip() == str(built.out / "report.html")
    assert {path: (built.out / path).stat().st_mtime_ns for path in built.files()} == times


def test_force_gives_the_same_bytes_in_other_files(built: Desk, wuxiao: Command) -> None:
    before = built.files()
    times = {path: (built.out / path).stat().st_mtime_ns for path in before}
    outcome = wuxiao("build", built.folder, "-o", built.output, "--force")
    assert outcome.code == 0
    assert built.files() == before
    assert all((built.out / path).stat().st_mtime_ns > times[path] for path in before)


def test_force_with_only_leaves_the_other_packets_where_they_are(
    built: Desk, wuxiao: Command
) -> None:
    before = built.files()
    outcome = wuxiao(
        "build", built.folder, "-o", built.output, "--force", "--only", "nomination_letter"
    )
    assert outcome.code == 0
    assert set(built.files()) == set(before)


def test_a_changed_plan_touches_the_papers_of_that_nomination_alone(
    built: Desk, wuxiao: Command
) -> None:
    before = built.files()
    built.edit("支持考取高级技师", "支持继续考取高级技师")
    outcome = wuxiao("build", built.folder, "-o", built.output)
    assert outcome.code == 0
    touched = changed(before, built.files())
    assert touched == both_faces(f"{P01}-提名书") | {f"print/{E1}/01-签字材料.pdf"}
    assert "支持继续考取高级技师" in squeezed(pdf_text(built.files()[f"pdf/{P01}-提名书.pdf"]))


def test_an_edit_has_those_files_written_that_show_it_and_no_others(
    built: Desk, wuxiao: Command
) -> None:
    times = written(built)
    built.edit("单台检测由3小时缩短到25分钟", "单台检测由3小时缩短到26分钟")
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    after = {path for path, time in written(built).items() if times.get(path) != time}
    shown = {
        path
        for path, data in built.files().items()
        if path.endswith(".pdf") and "缩短到26分钟" in squeezed(pdf_text(data))
    }
    assert shown >= {f"pdf/{P01}-提名书.pdf", "pdf/公示.pdf", f"print/{E1}/01-签字材料.pdf"}
    words = {f"word/{Path(path).stem}.docx" for path in shown if path.startswith("pdf/")}
    assert after == shown | words | {"manifest.json", "report.html"}


def written(desk: Desk) -> dict[str, int]:
    """When each file was put in its place."""
    return {path: (desk.out / path).stat().st_mtime_ns for path in desk.files()}


def test_what_changed_since_it_was_first_made_is_named_until_it_is_as_it_was(
    built: Desk, wuxiao: Command
) -> None:
    assert not [entry for entry in built.manifest().files if entry.anew]
    built.edit("支持考取高级技师", "支持继续考取高级技师")
    for _ in range(2):  # the second run finds nothing to make, and says it still
        outcome = wuxiao("build", built.folder, "-o", built.output)
        assert "已经打印的要重新打印" in outcome.err
        anew = {entry.path: entry.anew for entry in built.manifest().files if entry.anew}
        assert anew == {f"pdf/{P01}-提名书.pdf": ("P01 下一步培养计划",)}
    report = (built.out / "report.html").read_text(encoding="utf-8")
    assert "P01 下一步培养计划" in report
    built.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    anew = {entry.path: entry.anew for entry in built.manifest().files if entry.anew}
    assert anew["pdf/提名函.pdf"] == ("提名单位-提名函日期",)
    assert anew[f"pdf/{P01}-提名书.pdf"] == ("P01 下一步培养计划",)
    built.edit("支持继续考取高级技师", "支持考取高级技师")
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    assert [entry.path for entry in built.manifest().files if entry.anew] == ["pdf/提名函.pdf"]


def test_a_draft_is_no_version_that_anybody_has_signed(desk: Desk, wuxiao: Command) -> None:
    only = ("--only", "nomination_letter")
    wuxiao("build", desk.folder, "-o", desk.output, "--draft", *only)
    desk.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    wuxiao("build", desk.folder, "-o", desk.output, *only)
    assert not [entry for entry in desk.manifest().files if entry.anew]


def test_a_changed_letter_date_touches_no_nomination(built: Desk, wuxiao: Command) -> None:
    before = built.files()
    built.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    touched = changed(before, built.files())
    assert "pdf/提名函.pdf" in touched
    assert not [path for path in touched if "P0" in path]
    assert "2023年8月26日" in squeezed(pdf_text(built.files()["pdf/提名函.pdf"]))


def test_a_changed_photo_makes_the_form_anew_and_nothing_else(built: Desk, wuxiao: Command) -> None:
    before = built.files()
    photos = built.folder / "files" / "P02"
    shutil.copyfile(photos / "before-2.jpg", photos / "before-1.jpg")
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    form = both_faces(f"{P02}-提名书") | {f"print/{E2}/01-签字材料.pdf"}
    assert changed(before, built.files()) == form


def test_a_changed_sentence_of_the_notice_makes_its_papers_anew(
    built: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = own_activity(built.folder.parent / "activities", "jiangsu-wuxiao-2023")
    monkeypatch.setenv("WUXIAO_ACTIVITIES", str(own))
    before = built.files()
    outcome = wuxiao("build", built.folder, "-o", built.output, "--only", "lead_pledge")
    assert outcome.code == 0, outcome.err
    touched = {path for path in changed(before, built.files()) if "第一完成人承诺书" in path}
    assert touched == both_faces(*(f"{lead}-第一完成人承诺书" for lead in (P01, P02)))
    assert "并郑重宣告如下" in squeezed(pdf_text(built.files()[f"pdf/{P01}-第一完成人承诺书.pdf"]))


def own_activity(top: Path, name: str) -> Path:
    """A folder of activities with a changed sentence."""
    from tests.conftest import ROOT

    shutil.copytree(ROOT / "data" / "activities" / name, top / name)
    wording = top / name / "wording.toml"
    text = wording.read_text(encoding="utf-8")
    assert "并郑重承诺如下" in text
    wording.write_text(text.replace("并郑重承诺如下", "并郑重宣告如下"), encoding="utf-8")
    return top


def test_a_changed_template_makes_its_papers_anew(built: Desk, wuxiao: Command) -> None:
    before = built.files()
    own = built.folder / "templates" / "frontline_certificate"
    own.mkdir(parents=True)
    own.joinpath("print.html").write_text(
        "<html lang='zh-CN'><head><title>一线职工证明</title></head>"
        "<body style='font-family: FandolFang'><p>兹证明{{ lead.name }}在岗。</p></body></html>",
        encoding="utf-8",
    )
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    after = built.files()
    assert pdf_text(after[f"pdf/{P01}-一线职工证明.pdf"]).strip() == "兹证明尉迟晨在岗。"
    pdfs = {path for path in changed(before, after) if path.startswith("pdf/")}
    assert pdfs == {f"pdf/{lead}-一线职工证明.pdf" for lead in (P01, P02)}


def test_a_word_file_changed_by_hand_is_set_aside_not_overwritten(
    built: Desk, wuxiao: Command
) -> None:
    word = built.out / "word" / f"{P01}-提名书.docx"
    word.write_bytes(b"by hand")
    built.edit("支持考取高级技师", "支持继续考取高级技师")
    outcome = wuxiao("build", built.folder, "-o", built.output)
    assert outcome.code == 0
    aside = word.with_name(f"{P01}-提名书.手工修改1.docx")
    assert aside.read_bytes() == b"by hand"
    assert aside.name in outcome.err
    assert zipfile.is_zipfile(word)
    again = wuxiao("build", built.folder, "-o", built.output)
    assert again.code == 0
    assert aside.read_bytes() == b"by hand"


def test_a_word_file_changed_by_hand_is_set_aside_under_force_too(
    built: Desk, wuxiao: Command
) -> None:
    word = built.out / "word" / "提名函.docx"
    word.write_bytes(b"by hand")
    only = ("--force", "--only", "nomination_letter")
    outcome = wuxiao("build", built.folder, "-o", built.output, *only)
    assert outcome.code == 0
    assert (built.out / "word" / "提名函.手工修改1.docx").read_bytes() == b"by hand"


def test_a_deleted_file_comes_back(built: Desk, wuxiao: Command) -> None:
    before = built.files()
    for path in (
        "word/提名函.docx",
        f"pdf/{P01}-提名书.pdf",
        "print/全部承诺书.pdf",
        "report.html",
    ):
        (built.out / path).unlink()
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    assert built.files() == before


def test_a_removed_nominations_files_vanish_and_those_changed_by_hand_stay(
    built: Desk, wuxiao: Command
) -> None:
    text = built.source.read_text(encoding="utf-8")
    built.source.write_text(text[: text.index("  - id: P02")], encoding="utf-8")
    pledge = built.out / "word" / f"{P02}-第一完成人承诺书.docx"
    pledge.write_bytes(b"by hand")
    outcome = wuxiao("build", built.folder, "-o", built.output)
    assert outcome.code == 0, outcome.out
    left = {path for path in built.files() if "P02" in path or E2 in path}
    assert left == {f"word/{P02}-第一完成人承诺书.docx"}
    assert pledge.read_bytes() == b"by hand"


def test_only_makes_the_document_asked_for_and_nothing_else(desk: Desk, wuxiao: Command) -> None:
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--only", "lead_pledge")
    assert outcome.code == 0
    stems = {f"{lead}-第一完成人承诺书" for lead in (P01, P02)}
    made = set(desk.files()) - {"manifest.json", "report.html"}
    assert made == both_faces(*stems)
    full = {entry.path for entry in desk.manifest().files}
    assert full == made


def test_only_of_two_documents_makes_the_packets_that_hold_nothing_else(
    desk: Desk, wuxiao: Command
) -> None:
    both = ("--only", "nomination_letter", "--only", "frontline_certificate")
    assert wuxiao("build", desk.folder, "-o", desk.output, *both).code == 0
    made = {path for path in desk.files() if path.startswith("print/")}
    assert made == {f"print/{UNIT}/01-提名函.pdf", "print/打印清单.pdf"}


# ---------------------------------------------------------------- findings, drafts, failures


def test_errors_in_the_data_hold_back_what_they_concern_and_the_rest_is_made(
    desk: Desk, wuxiao: Command
) -> None:
    desk.edit("      sex: male\n", "")
    outcome = wuxiao("build", desk.folder, "-o", desk.output)
    assert outcome.code == 4
    assert "没有填写“第一完成人-性别”" in outcome.err
    assert "--draft" in outcome.err
    held = {each.path: each for each in desk.manifest().held}
    assert {"pdf/提名函.pdf", f"pdf/{P01}-提名书.pdf", f"pdf/{P01}-一线职工证明.pdf"} <= set(held)
    assert held[f"pdf/{P01}-提名书.pdf"].held_by == ("required",)
    assert desk.papers() == PAPERS - {Path(path).stem for path in held}
    assert {"公示", f"{P02}-提名书", f"公示无异议证明-{E1}"} <= desk.papers()
    assert "性别" in desk.files()["report.html"].decode()

    again = wuxiao("build", desk.folder, "-o", desk.output)
    assert (again.code, "没有变化" in again.err) == (4, True)
    assert "没有填写“第一完成人-性别”" in again.err

    ready = wuxiao("build", desk.folder, "-o", desk.output, "--only", "publicity_notice")
    assert ready.code == 0
    asked = wuxiao("build", desk.folder, "-o", desk.output, "--only", "nomination_letter")
    assert asked.code == 4


def test_dates_that_are_not_known_yet_are_blanks_on_an_earlier_paper(
    desk: Desk, wuxiao: Command
) -> None:
    text = desk.source.read_text(encoding="utf-8")
    text = re.sub(r"\n +(letter_date|start|end|place|frontline_certificate): [^\n]*", "", text)
    desk.source.write_text(text, encoding="utf-8")
    shutil.rmtree(desk.folder / "files", ignore_errors=False)
    only = ("publicity_notice", "frontline_certificate", "no_objection_certificate", "filing_form")
    asked = [word for each in only for word in ("--only", each)]
    outcome = wuxiao("build", desk.folder, "-o", desk.output, *asked)
    made = {"公示", "社会组织备案申请表", f"{P01}-一线职工证明", f"公示无异议证明-{E1}"}
    assert made <= desk.papers()
    notice = squeezed(pdf_text(desk.files()["pdf/公示.pdf"]))
    assert "公示时间：_____至_____。公示地点（网址）：_____。" in notice
    assert outcome.code == 4  # the unit's own certificate is for later
    assert {each.path for each in desk.manifest().held if each.document in only} == {
        "pdf/公示无异议证明.pdf"
    }


def test_a_society_files_before_it_has_any_nomination(desk: Desk, wuxiao: Command) -> None:
    text = desk.source.read_text(encoding="utf-8")
    desk.source.write_text(text[: text.index("nominations:")], encoding="utf-8")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--only", "filing_form")
    assert outcome.code == 0, outcome.err
    assert desk.papers() == {"社会组织备案申请表"}
    whole = wuxiao("build", desk.folder, "-o", desk.output)
    assert whole.code == 4
    assert desk.papers() == {"社会组织备案申请表"}


def test_a_draft_is_built_all_the_same_and_says_so_on_every_page(
    desk: Desk, wuxiao: Command
) -> None:
    desk.edit("      sex: male\n", "")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--draft")
    assert outcome.code == 0, outcome.err
    manifest, files = desk.manifest(), desk.files()
    assert manifest.draft
    assert desk.papers() == PAPERS
    for entry in manifest.files:
        if entry.kind is FileKind.WORD:
            assert "草稿" in document_parts(files[entry.path]), entry.path
            continue
        if entry.kind is FileKind.SHEET:
            assert "草稿" in sheet_text(files[entry.path]), entry.path
            continue
        blank = blank_backs(entry, files[entry.path])
        pages = PdfReader(io.BytesIO(files[entry.path])).pages
        for number, page in enumerate(pages, start=1):
            assert number in blank or "草稿" in squeezed(page.extract_text()), (entry.path, number)
    report = files["report.html"].decode()
    assert "草稿" in report
    assert "性别" in report


def document_parts(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/header")]
        return "".join(archive.read(name).decode() for name in names)


def blank_backs(entry: Any, data: bytes) -> set[int]:
    if not entry.parts:
        return set()
    used = {
        page
        for part in entry.parts
        for page in range(part.first_page, part.first_page + part.pages)
    }
    return set(range(1, entry.pages + 1)) - used


def test_the_real_papers_of_a_former_draft_do_not_say_draft(desk: Desk, wuxiao: Command) -> None:
    only = ("--only", "nomination_letter")
    wuxiao("build", desk.folder, "-o", desk.output, "--draft", *only)
    assert "草稿" in squeezed(pdf_text(desk.files()["pdf/提名函.pdf"]))
    wuxiao("build", desk.folder, "-o", desk.output, *only)
    files = desk.files()
    assert "草稿" not in squeezed(pdf_text(files["pdf/提名函.pdf"]))
    assert "草稿" not in squeezed(pdf_text(files[f"print/{UNIT}/01-提名函.pdf"]))
    assert "草稿" not in document_parts(files["word/提名函.docx"])


def test_a_photo_that_breaks_stops_its_own_form_alone_and_the_next_run_completes(
    built: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A photo that passes the check and cannot be prepared when the form is made."""
    from pipeline.errors import InputError
    from pipeline.make import pages

    whole = built.files()
    real: Any = vars(pages)["prepare_photo"]

    def picky(path: Path, **frame: float) -> object:
        if path.name == "before-1.jpg" and path.parent.name == "P02":
            raise InputError("照片读不出来", where="files/P02/before-1.jpg", remedy="换一张照片")
        return real(path, **frame)

    only = ("--only", "nomination_form", "--only", "lead_pledge")
    shutil.rmtree(built.out)
    monkeypatch.setattr(pages, "prepare_photo", picky)
    outcome = wuxiao("build", built.folder, "-o", built.output, *only)
    assert outcome.code == 3
    assert f"✗ {P02}-提名书：files/P02/before-1.jpg：照片读不出来；请换一张照片。" in outcome.err
    pledges = {f"{lead}-第一完成人承诺书" for lead in (P01, P02)}
    assert built.papers() == {f"{P01}-提名书", *pledges}
    files = built.files()
    assert not [path for path in files if f"{P02}-提名书" in path or path == "print/全部承诺书.pdf"]
    assert "换一张照片" in files["report.html"].decode()
    failure = built.manifest().failures[0]
    assert (failure.path, failure.nomination, failure.exit_code) == (f"{P02}-提名书", "P02", 3)
    assert built.manifest().input_digest == ""

    monkeypatch.setattr(pages, "prepare_photo", real)
    again = wuxiao("build", built.folder, "-o", built.output, *only)
    assert again.code == 0
    files = built.files()
    assert built.papers() == {f"{P01}-提名书", f"{P02}-提名书", *pledges}
    made = {path: data for path, data in files.items() if path != "print/打印清单.pdf"}
    assert changed({path: whole[path] for path in made if path in whole}, made) == set()


def test_a_broken_photo_in_a_draft_is_reported_and_all_others_are_made(
    desk: Desk, wuxiao: Command
) -> None:
    photo = desk.folder / "files" / "P01" / "before-1.jpg"
    good = photo.read_bytes()
    photo.write_bytes(b"no picture")
    outcome = wuxiao("build", desk.folder, "-o", desk.output)
    assert outcome.code == 4
    assert "before-1.jpg" in outcome.err
    only = ("--only", "nomination_form", "--only", "lead_pledge")
    shutil.rmtree(desk.out)
    draft = wuxiao("build", desk.folder, "-o", desk.output, "--draft", *only)
    made = {f"{P02}-提名书", *(f"{lead}-第一完成人承诺书" for lead in (P01, P02))}
    assert desk.papers() >= made
    assert "before-1.jpg" in desk.files()["report.html"].decode()
    assert draft.code == (0 if f"{P01}-提名书" in desk.papers() else 3)
    photo.write_bytes(good)
    mended = wuxiao("build", desk.folder, "-o", desk.output, *only)
    assert mended.code == 0
    assert desk.papers() == made | {f"{P01}-提名书"}


def test_a_bug_in_one_paper_never_stops_the_others(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.make import pages

    real: Any = vars(pages)["render_word"]

    def buggy(document_id: str, *arguments: Any, **named: Any) -> Any:
        if document_id == "nomination_letter":
            raise ZeroDivisionError("oops")
        return real(document_id, *arguments, **named)

    monkeypatch.setattr(pages, "render_word", buggy)
    only = ("--only", "nomination_letter", "--only", "publicity_notice")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, *only)
    assert outcome.code == 1
    assert "✗ 提名函：程序出错（ZeroDivisionError" in outcome.err
    assert "pdf/公示.pdf" in desk.files()


def _all_but(folder: Path, output: Path) -> set[Path]:
    """What lies below a folder, but for output and what the program remembers of a dossier."""
    return {
        path
        for path in folder.rglob("*")
        if not path.is_relative_to(output) and ".wuxiao" not in path.parts
    }


# ---------------------------------------------------------------- names


def test_names_from_data_stay_inside_and_are_safe_on_every_disk(
    desk: Desk, wuxiao: Command
) -> None:
    desk.edit("      name: 尉迟晨", "      name: ../../#3/4机汽机:con.")
    desk.edit(f"      name: {E1}", "      name: 'aux'")
    desk.edit("  - id: P01", "  - id: ../P01")
    before = _all_but(desk.folder.parent, desk.output)
    only = ("--only", "lead_pledge", "--only", "no_objection_certificate")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--draft", *only)
    assert outcome.code == 0, outcome.err
    after = _all_but(desk.folder.parent, desk.output)
    assert after == before
    assert {path.parent.name for path in desk.out.rglob("*.pdf")} <= {
        "pdf",
        "print",
        UNIT,
        "_aux",
        E2,
    }
    stems = desk.papers()
    assert "_P01-_.._#3_4机汽机_con-第一完成人承诺书" in stems
    assert "公示无异议证明-_aux" in stems


def test_two_people_of_one_name_and_one_id_get_papers_of_their_own(
    desk: Desk, wuxiao: Command
) -> None:
    desk.edit("  - id: P02", "  - id: p01")
    desk.edit("      name: 晁砺寒", "      name: 尉迟晨")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--draft", "--only", "lead_pledge")
    assert outcome.code == 0
    assert {stem.casefold() for stem in desk.papers()} == {
        "p01-尉迟晨-第一完成人承诺书",
        "p01-尉迟晨-2-第一完成人承诺书",
    }


def test_nothing_given_still_gives_names(desk: Desk, wuxiao: Command) -> None:
    desk.edit("      name: 尉迟晨\n", "")
    desk.edit("  - id: P01\n    title", "  - title")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--draft", "--only", "lead_pledge")
    assert outcome.code == 0
    assert "P01-未填姓名-第一完成人承诺书" in desk.papers()


# ---------------------------------------------------------------- several, elsewhere


def test_of_several_dossiers_one_that_cannot_be_read_does_not_stop_the_others(
    desk: Desk, wuxiao: Command
) -> None:
    bad = desk.folder.parent / "坏材料"
    bad.mkdir()
    (bad / "dossier.yaml").write_text("unit: [", encoding="utf-8")
    only = ("--only", "lead_pledge")
    outcome = wuxiao("build", bad, desk.folder, "-o", desk.output, *only)
    assert outcome.code == 3
    assert "dossier.yaml" in outcome.err
    assert len(desk.papers()) == 2


def test_several_dossiers_share_workers_and_come_out_as_each_alone(
    desk: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    other = Desk(desk.folder.with_name("乙"), desk.output)
    shutil.copytree(desk.folder, other.folder)
    rest = ("--draft", "--only", "lead_pledge", "--only", "employer_publicity")
    both = wuxiao("build", desk.folder, other.folder, "-o", desk.output, "--jobs", "2", *rest)
    assert both.code == 0, both.err
    assert [line for line in both.out.splitlines() if line] == [
        str(each.out / "report.html") for each in (desk, other)
    ]
    together = [each.files() for each in (desk, other)]
    shutil.rmtree(desk.output)
    for each in (desk, other):  # whoever is checked alone says less: papers are what counts
        assert wuxiao("build", each.folder, "-o", desk.output, *rest).code == 0
    alone = [each.files() for each in (desk, other)]
    for made, expected in zip(together, alone, strict=True):
        papers = {path for path in expected if "/" in path}
        assert papers
        assert {path: made[path] for path in papers} == {path: expected[path] for path in papers}


def test_two_dossiers_of_one_name_are_refused(desk: Desk, wuxiao: Command, tmp_path: Path) -> None:
    other = tmp_path / "别处" / desk.folder.name
    outcome = wuxiao("build", desk.folder, other, "-o", desk.output)
    assert outcome.code == 2
    assert "同名" in outcome.err


def test_folders_whose_names_are_not_unicode_are_built_from_and_into(
    desk: Desk, wuxiao: Command
) -> None:
    gbk = [os.fsdecode(name.encode("gb18030")) for name in ("材料", "输出")]
    folder = desk.folder.rename(desk.folder.with_name(gbk[0]))
    out = desk.output.with_name(gbk[1])
    stray = os.fsdecode("说明书.jpg".encode("gb18030"))
    (folder / "files" / "P01" / stray).write_bytes(b"x")
    for again in (False, True):
        outcome = wuxiao("build", folder, "-o", out, "--only", "lead_pledge")
        assert outcome.code == 0, outcome.err
        assert ("没有变化" in outcome.err) is again
        assert "输出/材料" in outcome.out + outcome.err
    assert len(list(out.rglob("*承诺书.pdf"))) == 2
    report = next(out.rglob("report.html")).read_text(encoding="utf-8")
    assert "“files/P01/说明书.jpg”的文件名编码不对" in report
    assert '"dossier": "材料"' in next(out.rglob("manifest.json")).read_text(encoding="utf-8")
    for shape in ("text", "json", "html"):
        outcome = wuxiao("check", folder, "--format", shape)
        assert "说明书.jpg" in outcome.out
        assert outcome.out.encode()
        assert outcome.code == 0


def test_an_edit_is_seen_where_the_output_lies_around_the_dossier(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-o` names a folder above the dossier's."""
    monkeypatch.chdir(desk.folder.parent.parent)
    top = Path(desk.folder.parent.name)
    inner = desk.folder.parent / "材料" / desk.folder.name
    inner.parent.mkdir()
    desk.folder.rename(inner)
    moved = Desk(inner, desk.folder.parent)
    only = ("--only", "nomination_letter")
    assert wuxiao("build", inner, "-o", top, *only).code == 0
    moved.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    outcome = wuxiao("build", inner, "-o", top, *only)
    assert outcome.code == 0
    assert "没有变化" not in outcome.err
    assert "2023年8月26日" in squeezed(pdf_text(moved.files()["pdf/提名函.pdf"]))


def test_output_inside_the_dossier_is_not_taken_for_data(desk: Desk, wuxiao: Command) -> None:
    inside = Desk(desk.folder, desk.folder / "output")
    only = ("--only", "nomination_letter")
    assert wuxiao("build", desk.folder, "-o", inside.output, *only).code == 0
    outcome = wuxiao("build", desk.folder, "-o", inside.output, *only)
    assert "没有变化，不用重做" in outcome.err


def test_an_output_folder_that_is_the_dossier_itself_is_refused(
    desk: Desk, wuxiao: Command
) -> None:
    before = sorted(desk.folder.rglob("*"))
    outcome = wuxiao("build", desk.folder, "-o", desk.folder.parent)
    assert outcome.code == 2
    assert "-o" in outcome.err
    assert sorted(desk.folder.rglob("*")) == before


def test_a_second_activity_beside_ours_is_used_without_touching_code(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Figures, taxonomy, extra fields and wording of another year, from a folder of one's own."""
    from tests.conftest import ROOT

    own = tmp_path / "activities"
    shutil.copytree(ROOT / "tests/data/activities/invented-2024", own / "invented-2024")
    wording = ROOT / "data/activities/jiangsu-wuxiao-2023/wording.toml"
    (own / "invented-2024/wording.toml").write_text(
        wording.read_text(encoding="utf-8"), encoding="utf-8"
    )
    monkeypatch.setenv("WUXIAO_ACTIVITIES", str(own))
    desk.edit("activity: jiangsu-wuxiao-2023", "activity: invented-2024")
    desk.edit("    introduction: 电梯", "    green_level: deep\n    introduction: 电梯")
    checked = wuxiao("check", desk.folder, "--format", "json")
    assert checked.code == 4
    found = json.loads(checked.out)
    assert found["activity"] == "invented-2024"
    assert "green_level" in {each["field"] for each in found["findings"]}
    only = ("--only", "nomination_letter", "--only", "nomination_form")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--draft", *only)
    assert outcome.code == 0, outcome.err
    files = desk.files()
    assert "2024年度虚构省职工“五小”活动项目提名函" in squeezed(pdf_text(files["pdf/提名函.pdf"]))
    form = squeezed(pdf_text(files[f"pdf/{P01}-提名书.pdf"]))
    assert "绿色等级" in form
    assert "深绿" in form
    assert desk.manifest().activity == "invented-2024"
    made = wuxiao("new", tmp_path / "新", "--kind", "city", "--activity", "invented-2024")
    assert made.code == 0, made.err


def test_manifest_bytes_read_back_to_the_same_manifest(model: Desk) -> None:
    from pipeline.papers.manifest import Manifest, encode_manifest

    data = (model.out / "manifest.json").read_bytes()
    assert encode_manifest(msgspec.json.decode(data, type=Manifest)) == data
