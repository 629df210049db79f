"""归档文件目录 says where each paper is now."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.archive.catalogue import say_state
from pipeline.archive.models import Hold, Kept, KeptState, Loan
from tests.archive.values import kept

LOAN = Loan(event=2, to="王检查", since=date(2023, 10, 9))
HOLD = Hold(event=3, by="李档案", why="信访核查", since=date(2023, 10, 9))


@pytest.mark.parametrize(
    ("state", "loan", "holds", "said"),
    [
        (KeptState.KEPT, None, (), "在库"),
        (KeptState.KEPT, None, (HOLD,), "在库，冻结"),
        (KeptState.KEPT, LOAN, (HOLD,), "借出：王检查"),
        (KeptState.PROPOSED, None, (), "拟销毁"),
    ],
)
def test_a_paper_is_told_to_be_lent_or_held_or_on_its_way_out(
    state: KeptState, loan: Loan | None, holds: tuple[Hold, ...], said: str
) -> None:
    paper = kept()
    now = Kept(paper=paper.paper, stored=paper.stored, state=state, loan=loan, holds=holds)
    assert say_state(now) == said
