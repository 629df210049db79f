"""A returned nomination is found by who leads it, what it is called, and whose it is."""

from __future__ import annotations

import pytest

from pipeline.collect.matching import Match, alike, match, same_employer
from pipeline.dossier.models import Employer, Lead, Nomination

CODE = "91329900MA3CD4C79B"


def nomination(
    title: str | None = None,
    lead: str | None = None,
    employer: str | None = "甲公司",
    *,
    number: str | None = None,
    name: str | None = None,
    uscc: str | None = None,
) -> Nomination:
    return Nomination(
        id=name,
        title=title,
        lead=Lead(name=lead, id_number=number),
        employer=Employer(name=employer, uscc=uscc),
    )


THERE = (
    nomination("剥线机", "张三", name="P01", number="329999198802140040"),
    nomination("检漏仪", "李四", "乙公司", name="P02"),
    nomination(None, None, "丙公司", name="P03"),
)


@pytest.mark.parametrize(
    ("came", "index"),
    [
        (nomination("改了名", "张三", "新公司", number="329999198802140040"), 0),
        (nomination("剥 线 机", "张三"), 0),
        (nomination("检漏仪", None, None), 1),
        (nomination("换了题目", "李四", "乙公司"), 1),
        (nomination("新的", "王五", "丙公司"), 2),
        (nomination("换了题目", None, "乙公司", name="P02"), 1),
        (nomination("新的", "王五", "丁公司", name="P01"), None),
        (nomination("检漏仪", "赵六", "丁公司"), None),
        (nomination("新的", "张三", "丁公司"), None),
    ],
)
def test_a_nomination_is_found(came: Nomination, index: int | None) -> None:
    assert match(came, THERE) == Match(index)


def test_one_that_could_be_two_is_a_doubt() -> None:
    twice = (*THERE, nomination("检漏仪", "李四", "乙公司", name="P04"))
    found = match(nomination("检漏仪", "李四", "乙公司"), twice)
    assert found.index is None
    assert "P02、P04" in found.doubt


def test_one_that_says_nothing_of_itself_is_a_doubt() -> None:
    assert match(nomination(), THERE).doubt


def test_employers_are_one_by_code_where_both_have_one() -> None:
    one = Employer(name="甲公司", uscc=CODE)
    assert same_employer(one, Employer(name="甲厂", uscc=CODE))
    assert not same_employer(one, Employer(name="甲公司", uscc="91329900MA3CD4C79X"))
    assert same_employer(one, Employer(name="甲 公司"))


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("云江缆芯电缆公司", "云江缆芯电缆有限公司"),
        ("江苏云江缆芯电缆有限公司", "云江缆芯电缆有限公司"),
        ("云江缆芯电缆有限公司", None),
        ("云江清源水务有限公司", None),
        (None, None),
    ],
)
def test_other_spellings_are_noticed(name: str | None, near: str | None) -> None:
    assert alike(name, ["云江缆芯电缆有限公司", "苏岸古建"]) == near
