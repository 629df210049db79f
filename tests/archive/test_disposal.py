"""销毁清册 lists papers that wait for approval and whose time is known, and no others."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pipeline.archive.disposal import Row, disposal_list
from pipeline.archive.events import Event, EventKind
from pipeline.archive.models import Kept, Period
from pipeline.errors import UsageError
from tests.archive.values import kept

PROPOSAL = Event(
    number=7, previous="0" * 64, kind=EventKind.PROPOSED, when="2034-01-05T09:30:00+08:00", by="王干事"
)  # fmt: skip


def over(item: int, **said: object) -> Kept:
    """A paper all of whose time is over."""
    paper = kept(item)
    return Kept(
        paper=replace(paper.paper, **said),
        stored=paper.stored,
        notice_until=date(2026, 8, 20),
        class_until=date(2033, 12, 31),
    )


def test_each_paper_stands_on_the_list_with_the_last_day_on_which_it_had_to_be_kept() -> None:
    made = disposal_list(PROPOSAL, [over(1), over(2, dated=None, pages=2)])
    assert made.rows == (
        Row(number="Z109-WS·2023-D10-0001", title="尉迟晨提名书", dated="20230820", pages=8, until="20331231"),
        Row(number="Z109-WS·2023-D10-0002", title="尉迟晨提名书", dated="", pages=2, until="20331231"),
    )  # fmt: skip
    assert made.said[0] == (
        "登记簿第7条记录（2034年1月5日，王干事）提请销毁下列文书，共2件、10页，请逐件鉴定。"
    )
    assert made.unit == "苏岸市总工会"


def test_papers_of_several_units_are_a_list_of_none_of_them() -> None:
    assert disposal_list(PROPOSAL, [over(1), over(2, unit="云川市总工会")]).unit == ""


def test_a_proposal_of_which_no_paper_waits_any_more_has_no_list() -> None:
    with pytest.raises(UsageError, match="第7条记录没有提请销毁文书，或者已经批准、撤销"):
        disposal_list(PROPOSAL, [])


def test_a_paper_whose_time_has_no_end_is_on_no_list() -> None:
    for_ever = kept(2, period=Period.FOR_EVER)
    with pytest.raises(UsageError, match=r"^Z109-WS·2023-Y-0002不知道保管到哪一天"):
        disposal_list(PROPOSAL, [over(1), for_ever])
