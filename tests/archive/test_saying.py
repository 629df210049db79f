"""What the register says to a clerk: where papers are, what is due, what was filed, that nothing happened yet."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pipeline.archive.events import Added, Head
from pipeline.archive.models import Content, FileRole, Kept, Loan, Period, Retention
from pipeline.archive.saying import Due, Filed, Listed, say_head, say_paper
from tests.archive.values import kept

ON = date(2034, 1, 1)
NOTICE = Retention(years=3, since=date(2023, 8, 20), clause="七（三）3")


def listed(*papers: Kept, total: int | None = None) -> Listed:
    return Listed(papers=papers, total=len(papers) if total is None else total, on=ON)


def due(**said: Listed) -> Due:
    nothing = dict.fromkeys(("free", "held", "notice_over", "undated"), listed())
    return Due(on=ON, **nothing | said)


# ---------------------------------------------------------------- papers


@pytest.mark.parametrize(
    ("until", "on", "said"),
    [
        (None, date(2024, 1, 1), "2023年10月9日借给王检查"),
        (date(2023, 10, 20), date(2023, 10, 20), "2023年10月9日借给王检查，应于2023年10月20日前归还"),
        (date(2023, 10, 20), date(2023, 10, 21), "2023年10月9日借给王检查，应于2023年10月20日前归还，已逾期"),
    ],
)  # fmt: skip
def test_a_paper_that_is_lent_says_to_whom_and_whether_it_should_be_back(
    until: date | None, on: date, said: str
) -> None:
    loan = Loan(event=2, to="王检查", since=date(2023, 10, 9), until=until)
    lent = Kept(paper=kept().paper, stored=kept().stored, box="1", loan=loan)
    assert say_paper(lent, on) == f"Z109-WS·2023-D10-0001　尉迟晨提名书　盒1　{said}"


def test_a_paper_whose_place_nobody_wrote_down_says_so() -> None:
    paper = Kept(paper=kept().paper, stored=kept().stored)
    assert say_paper(paper, ON).endswith("　没有写位置　在库")


def test_papers_that_are_not_shown_are_counted() -> None:
    few, all_of_them = listed(kept(1), kept(2), total=7), listed(kept(1), kept(2))
    assert few.text().splitlines()[2:] == [
        "共7件，只列出前2件；加上条件缩小范围，或用 --limit 0 全部列出。"
    ]
    assert all_of_them.text().splitlines()[2:] == ["共2件。"]
    assert listed().text() == "没有找到。\n"
    assert (json.loads(few.json())["total"], len(json.loads(few.json())["papers"])) == (7, 2)


# ---------------------------------------------------------------- what is due


def test_what_is_due_is_told_by_what_may_be_done_with_it_and_what_there_is_not_is_left_out() -> (
    None
):
    free, held = kept(1, retention=NOTICE), kept(2, retention=NOTICE)
    lines = due(free=listed(free), held=listed(held, total=3)).text().splitlines()
    assert lines[0] == "到2034年1月1日："
    assert lines[1] == "保管期满，可以提请鉴定销毁：1件"
    assert lines[2].startswith("  Z109-WS·2023-D10-0001　尉迟晨提名书　通知（七（三）3）")
    assert lines[3] == "保管期满，但冻结中，不能销毁：3件"
    assert lines[4].startswith("  Z109-WS·2023-D10-0002　")
    assert lines[5] == "  ……只列出前1件，用 --limit 0 全部列出"
    assert lines[6].startswith("本程序从不自行删除")
    assert len(lines) == 7


def test_what_is_due_says_the_same_to_programs() -> None:
    found = json.loads(due(free=listed(kept(1)), held=listed(kept(2), total=3)).json())
    assert found.pop("on") == "2034-01-01"
    assert {name: each["total"] for name, each in found.items()} == {
        "free": 1, "held": 3, "notice_over": 0, "undated": 0,
    }  # fmt: skip
    assert [each["number"] for each in found["held"]["papers"]] == ["Z109-WS·2023-D10-0002"]


@pytest.mark.parametrize(
    ("paper", "notice_until", "class_until", "said"),
    [
        (kept(retention=NOTICE), date(2026, 8, 20), date(2033, 12, 31),
         "通知（七（三）3）要求到2026年8月20日；档案保管期限10年，到2033年12月31日"),
        (kept(retention=NOTICE, period=Period.FOR_EVER), date(2026, 8, 20), None,
         "通知（七（三）3）要求到2026年8月20日；档案保管期限永久"),
        (kept(retention=Retention(years=3)), None, date(2033, 12, 31),
         "通知要求3年，从哪天起算不明；档案保管期限10年，到2033年12月31日"),
        (kept(), None, date(2033, 12, 31), "通知没有要求；档案保管期限10年，到2033年12月31日"),
    ],
)  # fmt: skip
def test_until_when_a_paper_is_kept_is_told_by_the_notice_and_by_its_class(
    paper: Kept, notice_until: date | None, class_until: date | None, said: str
) -> None:
    each = Kept(
        paper=paper.paper,
        stored=paper.stored,
        notice_until=notice_until,
        class_until=class_until,
    )
    assert due(notice_over=listed(each)).text().splitlines()[2].endswith(f"　{said}")


# ---------------------------------------------------------------- what was filed


@pytest.mark.parametrize(("standard", "is_told"), [("PDF/A-2b", False), ("", True)])
def test_a_scan_that_no_checker_passed_is_told_of(standard: str, is_told: bool) -> None:
    scan = Content(name="scan.pdf", role=FileRole.SCAN, standard=standard)
    paper = kept(contents=(scan,))
    filed = Filed(added=Added(fresh=(paper.key,)), papers={paper.key: paper}, missing=())
    assert ("没有通过PDF/A检验" in filed.text()) is is_told
    (said,) = json.loads(filed.json())["fresh"]
    assert said["standard"] == standard


def test_papers_that_were_filed_before_are_counted_beside_new_versions() -> None:
    papers = {each.key: each for each in (kept(1), kept(2), kept(3))}
    first, *others = papers
    filed = Filed(added=Added(renewed=(first,), known=(*others,)), papers=papers, missing=())
    lines = filed.text().splitlines()
    assert lines[0] == "✓ 存入新的版本，旧的仍保留1件："
    assert "Z109-WS·2023-D10-0001" in lines[1]
    assert lines[2].startswith("· 2件以前归档过，没有变化")


# ---------------------------------------------------------------- what happened


def test_a_register_in_which_nothing_happened_says_so() -> None:
    assert say_head(Head()) == "登记簿里还没有记录。"
