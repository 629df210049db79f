"""Zones found beside labels on made-up pages."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pipeline.errors import ExitCode, OutputError
from pipeline.papers.documents import Mark, MarkKind, Role
from pipeline.papers.manifest import Zone
from pipeline.papers.zones import Letter, PageLetters, zones_of

EM = 5.0
SIGNED = Mark(kind=MarkKind.SIGNATURE, role=Role.LEAD, label="第一完成人（签字）：")
SEALED = Mark(kind=MarkKind.SEAL, role=Role.UNIT, label="提名单位（盖章）：")
STAMPED = Mark(kind=MarkKind.SEAL, role=Role.EMPLOYER, label="（单位公章）")


def line(text: str, x: float, baseline: float) -> Iterable[Letter]:
    """Letters of 5 mm; spaces leave room."""
    for place, character in enumerate(text):
        left = x + place * EM
        if character != " ":
            yield Letter(character, left, baseline - 4.4, left + EM, baseline + 0.6, baseline)


def page(*lines: tuple[str, float, float], number: int = 1) -> PageLetters:
    return PageLetters(number, tuple(each for one in lines for each in line(*one)))


def zone(mark: Mark, *pages: PageLetters) -> Zone:
    (found,) = zones_of([mark], pages, where="提名书")
    return found


def middle(found: Zone) -> tuple[float, float]:
    return found.x + found.width / 2, found.y + found.height / 2


def test_a_signature_stands_right_of_its_label() -> None:
    found = zone(SIGNED, page(("第一完成人（签字）：", 60, 100)))
    assert (found.kind, found.role, found.page) == ("signature", "lead", 1)
    assert (found.x, found.width, found.height) == (60 + 10 * EM, 55, 14)
    assert found.y < 90
    assert found.y + found.height > 100


def test_of_a_label_in_two_lines_the_end_counts() -> None:
    found = zone(SIGNED, page(("第一完成人", 60, 100), ("（签字）：", 60, 107)))
    assert found.x == 60 + 5 * EM
    assert found.y + found.height == pytest.approx(107 + 3.5)


def test_a_label_that_data_hold_by_chance_is_passed_over() -> None:
    by_chance = page(("称为第一完成人（签字）：的装置", 30, 50), number=2)
    real = page(("第一完成人（签字）：", 60, 100), number=5)
    assert zone(SIGNED, by_chance, real).page == 5
    after = page(("称为第一完成人（签字）：的装置", 30, 50), number=8)
    assert zone(SIGNED, real, after).page == 5


def test_other_words_about_seals_are_no_label() -> None:
    found = zone(STAMPED, page(("（无需盖章）", 30, 40), ("（单位公章）", 100, 200)))
    assert middle(found) == pytest.approx((115, 200 - 1.9))


def test_a_seal_is_centred_over_name_and_date() -> None:
    found = zone(
        SEALED,
        page(("提名单位（盖章）：云江市总工会", 60, 200), ("2023年8月20日", 105, 210)),
    )
    assert (found.width, found.height) == (60, 60)
    assert middle(found) == pytest.approx((105 + 5 * EM, (195.6 + 210.6) / 2))


def test_a_date_to_be_written_by_hand_leaves_the_seal_on_the_name() -> None:
    found = zone(
        SEALED, page(("提名单位（盖章）：云江市总工会", 60, 200), ("年  月  日", 120, 210))
    )
    assert middle(found)[0] == pytest.approx(60 + 9 * EM + 3 * EM)


def test_a_seal_that_reaches_into_a_signature_makes_room_for_it() -> None:
    beside = page(("第一完成人（签字）：", 30, 200), ("（单位公章）", 145, 214))
    alone = zone(STAMPED, beside)
    signed, stamped = zones_of([SIGNED, STAMPED], [beside], where="提名书")
    assert alone.x < signed.x + signed.width
    assert stamped.x == pytest.approx(signed.x + signed.width)
    assert (stamped.y, stamped.width) == (alone.y, alone.width)


def test_a_seal_over_a_signature_stays_where_its_words_are() -> None:
    over = page(("第一完成人（签字）：", 30, 200), ("（单位公章）", 90, 214))
    assert zones_of([SIGNED, STAMPED], [over], where="提名书")[1] == zone(STAMPED, over)


def test_a_date_far_below_is_another_ones() -> None:
    near = page(("提名单位（盖章）：云江市总工会", 60, 100), ("2023年8月20日", 30, 160))
    assert middle(zone(SEALED, near))[1] == pytest.approx(98.1)


def test_a_label_that_is_not_there_is_a_fault_by_name() -> None:
    with pytest.raises(OutputError, match=r"提名书.*提名单位（盖章）：") as caught:
        zone(SEALED, page(("（单位公章）", 100, 200)))
    assert caught.value.exit_code is ExitCode.OUTPUT
