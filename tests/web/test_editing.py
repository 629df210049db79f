"""The check page: a value is changed beside its finding, by several clerks at once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import openpyxl
import pytest

from pipeline.dossier.models import Filing
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.web.editing import PART
from tests.conftest import SAMPLE, Desk
from tests.web.browser import HOME, Browser, site_for

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
NUMBER = "9329999199303067910"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The small society's dossier as a workbook, with an ID number that is wrong."""
    find = Settings().find_activity
    dossier = load(SAMPLE, find).dossier
    first, *others = dossier.nominations
    spoiled = replace(first, lead=replace(first.lead, id_number=NUMBER, title=EVIL))
    file = tmp_path_factory.mktemp("web") / "dossier.xlsx"
    write_workbook(
        file, find(dossier.activity or ""), dossier=replace(dossier, nominations=(spoiled, *others))
    )
    return file.read_bytes()


@pytest.fixture
def clerk(tmp_path: Path, workbook: bytes) -> Browser:
    """A browser at a dossier that is a workbook."""
    folder = tmp_path / "社"
    folder.mkdir()
    (folder / "dossier.xlsx").write_bytes(workbook)
    return Browser(site_for(folder, tmp_path / "output")).enter()


def form_at(browser: Browser, path: str, n: str = "0", *, part: bool = False) -> httpx.Response:
    headers = {PART: "1"} if part else {}
    return browser.ask("GET", f"{browser.at}/edit?n={n}&f={path}", headers=headers)


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page carries, but for what is typed."""
    hidden = re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in hidden if name != "token"}


def save(browser: Browser, page: httpx.Response, value: str, **more: str) -> httpx.Response:
    return browser.post(f"{browser.at}/edit", {**fields_of(page.text), "value": value, **more})


def test_a_value_is_changed_beside_its_finding_and_judged_anew(clerk: Browser) -> None:
    page = clerk.see("check")
    finding = next(each for each in page.split('class="finding"') if "lead.id_number" in each)
    (link,) = re.findall(r'data-edit href="([^"]+)"', finding)
    form = clerk.get(html.unescape(link))
    assert NUMBER in form.text
    assert NUMBER not in page
    answer = save(clerk, form, "329999199303067910", by="王干事")
    assert answer.status_code == 200
    assert "已写进工作簿（项目!" in answer.text
    assert "lead.id_number" not in clerk.see("check")
    log = (clerk.site.root.parent / "output" / "社" / ".wuxiao" / "page.log").read_text("utf-8")
    assert re.search(r"\t王干事\t修改 第一完成人-身份证号（项目!\w+）\n$", log)


def test_what_the_year_asks_for_is_filled_in_where_it_is_said(clerk: Browser) -> None:
    find = Settings().find_activity
    whole = load(SAMPLE, find).dossier
    unfiled = replace(whole, filing=Filing())
    write_workbook(clerk.site.root / "dossier.xlsx", find(whole.activity or ""), dossier=unfiled)

    def asked() -> list[tuple[str, str]]:
        section = clerk.see("check").partition('id="asked"')[2].partition('id="quotas"')[0]
        return re.findall(r'class="cell wide">([^<]*)</div>.*?data-edit href="([^"]+)"', section)

    steps = asked()
    assert steps[0] == (
        "本单位：先填写“备案”：备案申请表的各项内容",
        f"{clerk.at}/edit?n=&amp;f=filing.full_name",
    )
    assert "去填写" in clerk.see("")
    assert f'href="{clerk.at}/check#asked"' in clerk.see("")
    form = clerk.get(html.unescape(steps[0][1]))
    assert save(clerk, form, "江苏省某某协会").status_code == 200
    assert not any("先填写“备案”" in what for what, _ in asked())


def test_what_a_quota_counts_by_is_changed_below_its_picture(clerk: Browser) -> None:
    page = clerk.see("check")
    assert "按什么算：一线工人" in page
    counted = page.partition('id="counted"')[2].partition('id="findings"')[0]
    links = [html.unescape(each) for each in re.findall(r'data-edit href="([^"]+)"', counted)]
    assert [each for each in links if "worker_kind" in each][:2] == [
        f"{clerk.at}/edit?n={number}&f=lead.worker_kind" for number in (0, 1)
    ]
    assert 'aria-label="2/2项，占100%' in page
    assert save(clerk, clerk.get(links[0]), "一线专业技术人员").status_code == 200
    assert 'aria-label="1/2项，占50%' in clerk.see("check")


def test_a_script_gets_the_form_alone(clerk: Browser) -> None:
    part = form_at(clerk, "lead.id_number", part=True)
    assert part.text.lstrip().startswith('<div class="edit"')
    assert "<html" not in part.text


def test_what_cannot_be_entered_comes_back_with_the_reason_and_what_was_typed(
    clerk: Browser,
) -> None:
    answer = save(clerk, form_at(clerk, "in_use_since"), "2021-13-1")
    assert answer.status_code == 409
    assert "日历上没有这一天" in answer.text
    assert 'value="2021-13-1"' in answer.text


def test_the_later_of_two_clerks_sees_both_values_and_chooses(clerk: Browser) -> None:
    other = Browser(clerk.site).enter()
    mine, theirs = form_at(clerk, "lead.alias"), form_at(other, "lead.alias")
    assert save(other, theirs, "甲", by="李会计").status_code == 200
    shown = save(clerk, mine, "乙", by="王干事")
    assert shown.status_code == 409
    words = re.sub(r"<[^>]+>", "", shown.text)
    assert "刚才被李会计改过" in words
    assert re.search(r"工作簿里现在是\s*甲\s*您填的是\s*乙", words)
    assert "用我填的" in words
    assert form_at(clerk, "lead.alias").text.count('value="甲"') == 1
    assert save(clerk, shown, "乙").status_code == 200
    assert 'value="乙"' in form_at(clerk, "lead.alias").text


def test_what_was_saved_in_excel_while_the_page_was_open_is_shown_first(clerk: Browser) -> None:
    form = form_at(clerk, "lead.alias")
    (before,) = re.findall(
        r'type="text" id="v0_lead_alias" name="value" value="([^"]+)"', form.text
    )
    in_excel(clerk, lambda cell: "甲" if cell == before else cell)
    shown = save(clerk, form, "乙")
    assert shown.status_code == 409
    words = re.sub(r"<[^>]+>", "", shown.text)
    assert "刚才被人在Excel或WPS里改过" in words
    assert re.search(r"工作簿里现在是\s*甲\s*您填的是\s*乙", words)
    assert form_at(clerk, "lead.alias").text.count('value="甲"') == 1


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [("lead.degree", "P01", "P02"), ("contributors[0].degree", "时运来", "苏木青")],
)
def test_a_row_that_was_moved_in_excel_does_not_get_what_was_meant_for_another(
    clerk: Browser, path: str, one: str, other: str
) -> None:
    form = form_at(clerk, path)  # which says nothing in both rows
    swapped = {one: other, other: one}
    in_excel(clerk, lambda cell: swapped.get(cell, cell))
    shown = save(clerk, form, "学士")
    assert shown.status_code == 409
    assert re.search(rf"这一处现在是(P01 )?{other}的", shown.text)


def in_excel(browser: Browser, change: Callable[[Any], Any]) -> None:
    """Somebody changes cells in Excel, and saves."""
    file = browser.site.root / "dossier.xlsx"
    book = openpyxl.load_workbook(file)
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.value is not None:
            cell.value = change(cell.value)
    book.save(file)


def test_a_workbook_that_is_open_is_told_and_may_be_written_by_who_is_sure(clerk: Browser) -> None:
    (clerk.site.root / "~$dossier.xlsx").write_bytes(b"\x03abc")
    shown = save(clerk, form_at(clerk, "lead.alias"), "甲")
    assert (shown.status_code, "打开着，没有保存" in shown.text) == (409, True)
    assert "sure" in fields_of(shown.text)
    assert save(clerk, shown, "甲", sure="1").status_code == 200


def test_several_ticks_are_one_value(clerk: Browser) -> None:
    form = form_at(clerk, "team.kind")
    labels = [
        html.unescape(each)
        for each in re.findall(r'type="checkbox" name="value" value="([^"]+)"', form.text)
    ]
    data = {**fields_of(form.text), "token": clerk.token()}
    ticked = [("value", labels[0]), ("value", labels[-1])]
    body = urlencode([*data.items(), *ticked])
    kind = {"content-type": "application/x-www-form-urlencoded", "origin": HOME}
    answer = clerk.ask("POST", f"{clerk.at}/edit", content=body, headers=kind)
    assert answer.status_code == 200, answer.text
    assert form_at(clerk, "team.kind").text.count(" checked") == 2


def test_shared_values_say_whose_they_are_before_they_are_changed(clerk: Browser) -> None:
    assert "改动会用于这些项目：P01、P02。" in form_at(clerk, "opinion.handler.phone").text


def test_a_script_in_a_value_is_text_in_the_form_and_when_typed(clerk: Browser) -> None:
    form = form_at(clerk, "lead.title")
    answers = [
        form,
        save(clerk, form, f"{EVIL}!"),
        save(clerk, form, f"{EVIL}?"),
        save(clerk, form_at(clerk, "in_use_since"), EVIL),
    ]
    assert [each.status_code for each in answers] == [200, 200, 409, 409]
    for each in answers:
        assert "alert(1)" in each.text
        assert "<script>" not in each.text
        assert "<img src=x" not in each.text


@pytest.mark.parametrize(
    ("n", "path"),
    [
        ("0", "../../etc/passwd"), ("-1", "title"), ("0x1", "title"), ("９", "title"), ("99999", "title"),
        ("0", "a" * 121), ("0", ""), ("0", "title%00"), ("0", "<b>"),
    ],
)  # fmt: skip
def test_an_address_of_no_value_is_not_found(clerk: Browser, n: str, path: str) -> None:
    assert form_at(clerk, path, n).status_code == 404
    answer = clerk.post(f"{clerk.at}/edit", {"n": n, "f": path, "version": "", "value": "x"})
    assert answer.status_code == 404


def test_a_value_that_there_is_not_is_told(clerk: Browser) -> None:
    answer = form_at(clerk, "lead.__class__")
    assert answer.status_code in {404, 409}
    assert "没有这一项" in form_at(clerk, "no.such").text


def test_a_dossier_that_is_no_workbook_says_where_to_change_it(at_desk: Browser) -> None:
    assert "不是工作簿" in form_at(at_desk, "title").text
    answer = at_desk.post(
        f"{at_desk.at}/edit", {"n": "0", "f": "title", "version": "", "value": "x"}
    )
    assert answer.status_code == 409


def test_a_dossier_becomes_a_workbook_and_its_papers_stay_good(
    at_papers: Browser, built: Desk
) -> None:
    built.edit("id_number: '329999199303067910'", f"id_number: '{NUMBER}'")
    page = at_papers.see("check")
    assert "data-edit" not in page
    assert "转为工作簿</button>" in page
    assert "转为工作簿</button>" in at_papers.see("collect")
    built.edit(f"id_number: '{NUMBER}'", "id_number: '329999199303067910'")
    assert at_papers.post(f"{at_papers.at}/workbook").status_code == 303
    page = at_papers.see("check")
    assert "已经转为工作簿“dossier.xlsx”" in page
    assert "原来的文件改名为“dossier.转为工作簿前1.yaml”" in page
    assert "转为工作簿</button>" not in page
    assert "转为工作簿</button>" not in at_papers.see("collect")
    at_papers.post(f"{at_papers.at}/build")
    assert "没有新生成文件" in at_papers.see("build")
    assert save(at_papers, form_at(at_papers, "lead.alias"), "甲").status_code == 200
    assert 'value="甲"' in form_at(at_papers, "lead.alias").text
    again = at_papers.post(f"{at_papers.at}/workbook")
    assert again.status_code == 303
    assert "材料已经是工作簿" in at_papers.see("check")
    log = (built.out / ".wuxiao" / "page.log").read_text("utf-8")
    assert "本机\t转为工作簿\n" in log
