"""What a clerk sees on each page, and what each button does."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec
import pytest

from pipeline.make.built import Batch, Made
from pipeline.make.transaction import Stage
from pipeline.papers.coming import coming, note
from pipeline.papers.documents import Paper
from pipeline.run.showing import kit_id
from pipeline.web.papers import ID_DIGITS
from tests.conftest import SAMPLE, Desk
from tests.receive.scanning import Office, as_pdf
from tests.web.browser import Browser, site_for

PAGES = ("", "collect", "check", "build", "print", "receive", "upload", "portal", "archive")
CERTIFICATE = "pdf/P01-尉迟晨-一线职工证明.pdf"


def text(page: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# ---------------------------------------------------------------- the year, the check


def test_the_year_says_the_next_step_and_has_one_button_for_it(at_papers: Browser) -> None:
    page = at_papers.see()
    assert "打印、送去签字盖章" in text(page)
    assert re.findall(r'class="button main" href="([^"]+)"', page) == [f"{at_papers.at}/print"]
    assert "2023年8月31日" in page
    assert "已过最晚日期" not in page


def test_before_anything_is_made_the_button_leads_to_making(at_desk: Browser) -> None:
    assert re.findall(r'class="button main" href="([^"]+)"', at_desk.see()) == [
        f"{at_desk.at}/build"
    ]


def test_a_first_look_is_waited_for_and_not_done_in_the_request(at_desk: Browser) -> None:
    page = at_desk.get(f"{at_desk.at}/").text
    assert "正在检查材料" in page
    assert f'data-events="{at_desk.at}/events/look"' in page
    at_desk.site.jobs.wait()
    assert "event: end" in at_desk.get(f"{at_desk.at}/events/look").text
    assert "正在检查" not in at_desk.get(f"{at_desk.at}/").text


def test_a_finding_stands_beside_the_value_it_speaks_of(desk: Desk) -> None:
    desk.edit("id_number: '", "id_number: '9")
    browser = Browser(site_for(desk.folder, desk.output)).enter()
    page = browser.see("check")
    found = next(each for each in page.split('class="finding"') if "身份证号：" in each)
    assert "错误" in text(found)
    assert re.search(r"身份证号： ?9\d{2,5}\*+", text(found)), text(found)
    assert not re.search(r"\d{15}", text(page))


def test_quotas_are_pictures_that_are_said_too(at_desk: Browser) -> None:
    page = at_desk.see("check")
    assert re.search(r'<svg[^>]*role="img" aria-label="2/2项', page)


def test_a_change_of_the_dossier_is_looked_at_again(at_desk: Browser, desk: Desk) -> None:
    assert "没有发现问题" in at_desk.see("check")
    desk.edit("id_number: '", "id_number: '9")
    page = at_desk.get(f"{at_desk.at}/check").text
    assert "材料有变动，正在重新检查" in page
    assert "没有发现问题" in page
    assert "身份证号" in at_desk.see("check")


def test_a_dossier_that_cannot_be_read_says_why_and_is_not_tried_forever(
    at_desk: Browser, desk: Desk
) -> None:
    desk.source.write_text("a: [", encoding="utf-8")
    assert "dossier.yaml" in at_desk.see()
    before = at_desk.site.jobs.latest(f"{at_desk.at[3:]} look")
    at_desk.see()
    assert at_desk.site.jobs.latest(f"{at_desk.at[3:]} look") is before
    at_desk.post(f"{at_desk.at}/look")
    at_desk.see()
    assert at_desk.site.jobs.latest(f"{at_desk.at[3:]} look") is not before


def test_several_dossiers_stand_side_by_side(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "去年的")
    (tmp_path / "别的").mkdir()
    (tmp_path / "链接").symlink_to(desk.folder)
    browser = Browser(site_for(tmp_path, tmp_path / "output")).enter()
    page = browser.get("/").text
    assert {"去年的", desk.folder.name} <= set(text(page).split())
    assert "别的" not in page
    assert "链接" not in page


def test_dossiers_are_checked_against_each_other_on_a_page_of_their_own(
    desk: Desk, tmp_path: Path
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "去年的")
    browser = Browser(site_for(tmp_path, tmp_path / "output")).enter()
    assert 'href="/together"' in browser.get("/").text
    assert "没有发现问题" not in browser.get("/together").text
    assert browser.post("/together").headers["location"] == "/together"
    browser.site.jobs.wait()
    page = text(browser.get("/together").text)
    assert page.count("lead.once") >= 2
    assert re.search(rf"{desk.folder.name}.*去年的|去年的.*{desk.folder.name}", page)
    assert not re.search(r"\d{15}", page)


# ---------------------------------------------------------------- papers


def test_papers_are_built_and_shown(desk: Desk, model_build: Path) -> None:
    shutil.copytree(
        model_build, desk.out
    )  # nothing is to be made anew: the build itself has tests of its own
    browser = Browser(site_for(desk.folder, desk.output)).enter()
    assert browser.post(f"{browser.at}/build").headers["location"] == f"{browser.at}/build"
    browser.site.jobs.wait()
    page = browser.see("build")
    assert "个文件，" in text(page)
    shown = set(re.findall(r"/paper/(\w+)", page))
    pdfs = {
        each.sha256[:ID_DIGITS] for each in desk.manifest().files if each.path.startswith("pdf/")
    }
    assert shown == pdfs
    log = (desk.out / ".wuxiao" / "page.log").read_text(encoding="utf-8")
    assert log.endswith("本机\t生成文书\n")


def test_papers_are_shown_as_they_come_and_the_folder_changes_when_all_are_made(
    at_desk: Browser, desk: Desk, model: Desk
) -> None:
    stage, shown = Stage(desk.out), model.manifest().by_path()[CERTIFICATE]
    data = (model.out / CERTIFICATE).read_bytes()

    def half(progress: Callable[[str, int, int], None]) -> None:
        """A build that is looked at when one of its papers is made."""
        paper = cast("Paper", None)
        stage.take(Batch(made=(Made(paper=paper, pdf=shown, files={CERTIFICATE: data}),)))
        page = at_desk.get(f"{at_desk.at}/build").text
        pages.append(page)
        pages.append(at_desk.get(f"{at_desk.at}/coming").text)
        pictures.append(at_desk.get(re.findall(r'src="([^"]+/small)"', page)[0]).content[:4])
        pages.append(at_desk.get(f"{at_desk.at}/paper/{shown.sha256[:ID_DIGITS]}").text)

    pages: list[str] = []
    pictures: list[bytes] = []
    place = next(iter(at_desk.site.places().values()))
    at_desk.site.jobs.begin(place.work, "生成文书", half)
    at_desk.site.jobs.wait()
    job = at_desk.site.jobs.latest(place.work)
    assert job is not None
    assert job.said == ()
    whole, part, paper = pages
    assert "一线职工证明" in text(whole)
    assert part.count("data-paper=") == 1
    assert "<html" not in part
    assert pictures == [b"RIFF"]
    assert "还没有放进输出文件夹" in paper
    assert "下载PDF" not in paper
    assert not (desk.out / CERTIFICATE).exists()
    assert "data-paper=" not in at_desk.see("build")  # the build is over


def test_a_list_of_coming_papers_that_somebody_wrote_leads_nowhere(
    at_desk: Browser, desk: Desk, model: Desk
) -> None:
    shown = model.manifest().by_path()[CERTIFICATE]
    outside = msgspec.structs.replace(
        shown, sha256=hashlib.sha256(desk.source.read_bytes()).hexdigest()
    )
    (desk.out / ".wuxiao").mkdir(parents=True)
    for entry, aside in [
        (outside, f"../{desk.folder.name}/dossier.yaml"),
        (outside, "/etc/passwd"),
    ]:
        note(desk.out, entry, aside)
    assert list(coming(desk.out)) == []
    answer = at_desk.get(f"{at_desk.at}/picture/{outside.sha256[:ID_DIGITS]}/1/small")
    assert answer.status_code == 404


def test_each_page_of_a_paper_is_a_picture(at_papers: Browser, built: Desk) -> None:
    entry = built.manifest().by_path()["pdf/P01-尉迟晨-提名书.pdf"]
    page = at_papers.see(f"paper/{entry.sha256[:ID_DIGITS]}")
    pictures = re.findall(r'<img[^>]* src="([^"]+)"', page)
    assert len(pictures) == entry.pages
    answer = at_papers.get(pictures[-1])
    assert answer.headers["content-type"] == "image/webp"
    assert answer.content[:4] == b"RIFF"
    beyond = pictures[-1].replace(f"/{entry.pages}/", f"/{(entry.pages or 0) + 1}/")
    assert at_papers.get(beyond).status_code == 409
    assert at_papers.get(pictures[0].replace("/medium", "/huge")).status_code == 404


def test_a_paper_is_saved_under_its_name(at_papers: Browser, built: Desk) -> None:
    entry = built.manifest().by_path()[CERTIFICATE]
    answer = at_papers.get(f"{at_papers.at}/file/{entry.sha256[:ID_DIGITS]}")
    assert answer.content == (built.out / CERTIFICATE).read_bytes()
    kept = answer.headers["content-disposition"]
    assert kept.startswith("attachment;")
    assert "%E5%B0%89%E8%BF%9F%E6%99%A8" in kept


def test_packets_are_counted_and_packed_by_recipient(at_papers: Browser, built: Desk) -> None:
    page = at_papers.see("print")
    printed = built.manifest().to_print
    sheets = sum(each.sheets * each.copies for each in printed)
    assert f"{sheets}张纸" in text(page)
    zips = re.findall(r'href="([^"]+/zip/\d+)"', page)
    assert len(zips) == len({each.subject for each in printed})
    packed: list[str] = []
    for each in zips:
        with zipfile.ZipFile(io.BytesIO(at_papers.get(each).content)) as archive:
            assert archive.testzip() is None
            packed += archive.namelist()
    assert sorted(packed) == sorted(each.path.removeprefix("print/") for each in printed)


def test_what_holds_a_paper_back_is_on_the_page(at_papers: Browser, built: Desk) -> None:
    built.edit("id_number: '", "id_number: '9")
    at_papers.post(f"{at_papers.at}/build")
    at_papers.site.jobs.wait()
    page = text(at_papers.see("build"))
    assert "还不能生成的" in page
    assert "身份证号" in page


# ---------------------------------------------------------------- scans, the portal


@pytest.mark.slow
def test_scans_come_back_and_a_doubtful_place_is_decided(at_papers: Browser, built: Desk) -> None:
    office = Office(built.out, built.manifest())
    (sheet,) = office.print_papers(office.paper(CERTIFICATE))
    from dataclasses import replace

    unsealed = as_pdf([replace(sheet, marks=()).scanned()])
    files = [("scans", ("../证明.pdf", unsealed)), ("scans", ("空.pdf", b"%PDF-1.4"))]
    answer = at_papers.post(f"{at_papers.at}/receive", files=files)
    assert answer.status_code == 303, answer.text
    at_papers.site.jobs.wait()
    page = at_papers.see("receive")
    assert "新收到2个文件" in text(page)
    assert "没有找到签字、盖章的地方" in page
    (place,) = set(re.findall(r'name="place" value="(\w+)"', page))

    nobody = at_papers.post(f"{at_papers.at}/decide", {"place": place, "answer": "accept"})
    assert (nobody.status_code, "没有写谁看的" in nobody.text) == (409, True)
    nothing = at_papers.post(f"{at_papers.at}/decide", {"place": place, "by": "王干事"})
    assert (nothing.status_code, "不知道要怎样认定" in nothing.text) == (409, True)

    def decide(answer: str) -> tuple[str, str]:
        """The page after a decision, and the state of the paper."""
        said = {"place": place, "answer": answer}
        assert at_papers.post(f"{at_papers.at}/decide", said).status_code == 303
        report = json.loads((built.out / "received" / "report.json").read_text(encoding="utf-8"))
        states = {each["path"]: each["state"] for each in report["papers"]}
        assert report["decisions"][-1]["refused"] is (answer == "refuse")
        return at_papers.see("receive"), states[CERTIFICATE]

    refused, state = decide("refuse")
    assert state == "unsealed"
    assert "没有找到签字、盖章的地方" not in refused
    assert "看过不算，要重新盖章" in refused
    assert "王干事" in refused
    again, state = decide("undo")
    assert "没有找到签字、盖章的地方" in again
    accepted, state = decide("accept")
    assert (state, "撤销</button>" in accepted) == ("complete", True)
    log = (built.out / ".wuxiao" / "page.log").read_text(encoding="utf-8")
    assert f"王干事\t认定不行 {place}" in log

    source = re.search(rf"{at_papers.at}/scan/(\w+)", page)
    assert source
    assert at_papers.get(f"{at_papers.at}/scan/{source[1]}").content == unsealed


def test_what_work_came_to_is_said_on_its_own_page(at_papers: Browser) -> None:
    at_papers.post(f"{at_papers.at}/build")
    said = "没有新生成文件"
    assert said in at_papers.see("build")
    others = [page for page in PAGES if page != "build"]
    assert not [page for page in others if said in at_papers.see(page)]


def test_no_scan_is_told(at_papers: Browser) -> None:
    answer = at_papers.post(f"{at_papers.at}/receive", files={"scans": ("", b"")})
    assert (answer.status_code, "没有选扫描件" in answer.text) == (409, True)


def test_the_kit_says_what_is_missing(at_papers: Browser, built: Desk) -> None:
    assert at_papers.post(f"{at_papers.at}/upload").status_code == 303
    at_papers.site.jobs.wait()
    page = text(at_papers.see("upload"))
    assert "还差材料" in page
    assert "提名书：还没有收回" in page
    refused = at_papers.post(f"{at_papers.at}/upload", {"most_mb": "many"})
    assert (refused.status_code, "大小不对" in refused.text) == (409, True)


def test_a_file_of_the_kit_is_saved_and_what_is_hidden_is_not_shown(
    at_papers: Browser, built: Desk
) -> None:
    for name in ("P01-尉迟晨/佐证材料.pdf", ".wuxiao/journal"):
        path = built.out / "upload" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    page = at_papers.see("upload")
    assert "journal" not in page
    links = re.findall(rf"{at_papers.at}/kit/\w+", page)
    assert [at_papers.get(each).content.decode() for each in links] == ["P01-尉迟晨/佐证材料.pdf"]
    assert at_papers.get(f"{at_papers.at}/kit/{kit_id('.wuxiao/journal')}").status_code == 404


def test_values_for_the_portal_stand_whole_beside_a_button(at_desk: Browser, desk: Desk) -> None:
    page = at_desk.see("portal")
    number = re.search(r"id_number: [\"']?(\d{17}[\dX])", desk.source.read_text(encoding="utf-8"))
    assert number
    assert number[1] in page
    for target in re.findall(r'data-copy="([^"]+)"', page):
        assert page.count(f'id="{target}"') == 1


def test_values_for_the_portal_are_put_together_once_and_not_in_a_request(
    at_desk: Browser, desk: Desk
) -> None:
    path = f"{at_desk.at}/portal"
    assert f'data-events="{at_desk.at}/events/forms"' in at_desk.get(path).text
    key = f"{at_desk.at[3:]} forms"
    at_desk.see("portal")
    made = at_desk.site.jobs.latest(key)
    at_desk.see("portal")
    assert at_desk.site.jobs.latest(key) is made
    desk.edit("尉迟晨", "尉迟新")
    assert "材料有变动" in at_desk.get(path).text
    page = at_desk.see("portal")
    assert "尉迟新" in page
    assert "材料有变动" not in page


# ---------------------------------------------------------------- the pages themselves


def test_everything_a_page_loads_is_ours(at_papers: Browser) -> None:
    for page in PAGES:
        content = at_papers.see(page)
        for link in re.findall(r'(?:src|href|action)="([^"]*)"', content):
            assert link.startswith(("/", "#", "data:image/")) or not link, link
        assert "style=" not in content  # the policy allows none
        assert not re.search(r"<script(?! src)|\son\w+=", content)


def test_every_page_can_be_used_without_eyes_and_without_a_mouse(at_papers: Browser) -> None:
    for page in PAGES:
        content = at_papers.see(page)
        assert '<html lang="zh-CN">' in content
        assert re.search(r'<a class="skip" href="#main">', content)
        assert len(re.findall(r"<h1", content)) == 1, page
        for picture in re.findall(r"<img[^>]*>", content):
            assert "alt=" in picture
        for field in re.findall(r"<input[^>]*>", content):
            kind = re.search(r'type="(\w+)"', field)
            assert kind
            named = re.search(r' id="(\w+)"', field)
            assert (
                kind[1] == "hidden"
                or "aria-label" in field
                or re.search(rf"<label[^>]*>[^<]*{re.escape(field)}", content)
                or (named and f'<label for="{named[1]}"' in content)
            ), field


def test_what_to_do_is_said_by_pages_not_by_commands(at_papers: Browser) -> None:
    at_papers.post(f"{at_papers.at}/upload")
    refused = at_papers.post(f"{at_papers.at}/upload", {"done": "1"})
    said = [at_papers.see(page) for page in ("", "check", "build", "print", "receive", "upload")]
    for page in (refused.text, *said):
        assert not re.search(r"wuxiao (?!serve)", text(page)), text(page)
