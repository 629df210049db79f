"""A review in words and on a page."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest

from pipeline.check import AnnotatedCopy, Review, check, review_to_html, review_to_text
from pipeline.dossier.findings import Source
from pipeline.dossier.models import UnitKind
from tests.check.test_check import find
from tests.rules.build import changed, dossier, intake_of, publicity


def _review() -> Review:
    content = changed(
        dossier(3, kind=UnitKind.OTHER_SOCIETY),
        {
            "nominations[1].in_use_since": date(2023, 1, 1),
            "nominations[1].lead.job_title": "车间主任",
            "nominations[1].title": "<b>装置</b>&amp;",
        },
    )
    sources = {"nominations[1].in_use_since": Source("dossier.xlsx", sheet="项目", cell="F7")}
    return check([intake_of(content, sources=sources)], find)


def test_text_names_cell_fault_remedy_and_clause() -> None:
    text = review_to_text(_review())
    assert "【P02】<b>装置</b>&amp;　沈珣" in text
    place = text.index("【P02】")
    error, warning = text.index("项目!F7", place), text.index("车间主任", place)
    assert error < warning
    assert "应用实施时间2023年1月1日晚于2022年12月31日" in text
    assert "请核对应用实施时间" in text
    assert "依据：二（一）4　规则：project.in_use_by" in text
    assert "\x1b" not in text


def test_text_ends_with_the_quota_and_the_verdict() -> None:
    lines = review_to_text(_review()).splitlines()
    assert any(re.search(r"合计 .*3/2项　超出1项", line) for line in lines)
    assert any(re.search(r"一线工人 .*│.*3/3项，占100%（不低于60%）", line) for line in lines)
    assert "结论：错误2处、提醒1处" in lines[-2]


def test_text_says_which_working_days_were_counted() -> None:
    content = changed(
        dossier(), {"unit.publicity": publicity(date(2023, 6, 21), date(2023, 6, 26))}
    )
    text = review_to_text(check([intake_of(content)], find))
    assert "2023年6月21日至2023年6月26日，3个工作日（6月21日、6月25日、6月26日）" in text


def test_colour_is_only_there_when_asked_for() -> None:
    coloured = review_to_text(_review(), color=True)
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[[0-9]*m", "", coloured) == review_to_text(_review())


def test_page_needs_nothing_else_and_escapes_data() -> None:
    page = review_to_html(_review())
    assert not re.search(r"""(?:src|href)=|url\(|@import|https?://""", page)
    assert "<b>装置</b>" not in page
    assert "&lt;b&gt;装置&lt;/b&gt;&amp;amp;" in page
    assert "项目!F7" in page
    assert "@media print" in page
    assert 'type="search"' in page


def test_places_lead_to_the_annotated_copy(tmp_path: Path) -> None:
    page = review_to_html(_with_copy(tmp_path / "批注 #1.xlsx"), folder=tmp_path / "网页")
    address = "../%E6%89%B9%E6%B3%A8%20%231.xlsx#%27%E9%A1%B9%E7%9B%AE%27%21F7"
    assert f'<a href="{address}">项目!F7</a>' in page
    assert page.count("<a ") == 1  # what is in no cell of the copy leads nowhere


def test_a_copy_in_the_current_folder_is_named_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert '<a href="a%3Ab.xlsx#' in review_to_html(_with_copy(Path("a:b.xlsx")))


def _with_copy(file: Path) -> Review:
    (found,) = _review().dossiers
    cells = {
        finding: "'项目'!F7" for finding in found.findings if finding.rule == "project.in_use_by"
    }
    copy = AnnotatedCopy(file=file, cells=cells)
    return Review(dossiers=(dataclasses.replace(found, copy=copy),))


def test_page_of_a_clean_review_and_of_none() -> None:
    assert "没有发现问题" in review_to_html(check([intake_of(dossier())], find))
    assert "没有发现问题" in review_to_html(Review())
    assert review_to_text(Review()) == "\n"


def test_a_number_with_a_control_character_reaches_no_terminal() -> None:
    content = changed(dossier(), {"n.id": "P\x1b[2J01"})
    assert "\x1b" not in review_to_text(check([intake_of(content)], find))
