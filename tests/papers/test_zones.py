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
    found = zone(STAMPED, page(("（无需盖章）", 30, 40), ("（单位公章）", 100.5, 200)))
    assert middle(found) == pytest.approx((115.5, 200 - 1.9))


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


@pytest.mark.parametrize(
    ("left", "baseline", "moved"),
    [
        (139.9, 214, False),  # by 10.1 mm: the seal is meant to lie over the name
        (140, 214, True),
        (149.5, 214, True),
        (150, 214, False),  # it only touches
        (150.5, 214, False),
        (145, 235.4, False),  # it only touches from below
        (145, 234.9, True),  # half a millimetre of it stands beside the signature
        (145, 235.9, False),
        (145, 161.9, True),
        (145, 160.9, False),
    ],
)
def test_a_seal_moves_for_a_signature_that_it_reaches_a_little_into_and_for_no_other(
    left: float, baseline: float, moved: bool
) -> None:
    beside = page(("第一完成人（签字）：", 30, 200), ("（单位公章）", left, baseline))
    signed, stamped = zones_of([SIGNED, STAMPED], [beside], where="提名书")
    assert stamped.x == (signed.x + signed.width if moved else zone(STAMPED, beside).x)


def test_a_seal_moves_neither_for_another_seal_nor_for_a_signature_on_another_page() -> None:
    other = Mark(kind=MarkKind.SEAL, role=Role.PERSONNEL, label="（人事部门盖章）")
    beside = page(("（人事部门盖章）", 85, 200), ("（单位公章）", 145, 214), number=2)
    elsewhere = page(("第一完成人（签字）：", 30, 200), number=1)
    *_, stamped = zones_of([SIGNED, other, STAMPED], [elsewhere, beside], where="提名书")
    assert stamped == zone(STAMPED, beside)


def test_a_seal_moves_for_a_signature_that_is_not_the_first_mark() -> None:
    head = Mark(kind=MarkKind.SIGNATURE, role=Role.EMPLOYER_HEAD, label="单位负责人（签名）：")
    elsewhere = page(("第一完成人（签字）：", 30, 200), number=1)
    beside = page(("单位负责人（签名）：", 30, 200), ("（单位公章）", 145, 214), number=2)
    marks = [STAMPED, SIGNED, head]
    stamped, _, signed = zones_of(marks, [elsewhere, beside], where="提名书")
    assert stamped.x == signed.x + signed.width


def test_a_signature_never_moves_for_another_one() -> None:
    head = Mark(kind=MarkKind.SIGNATURE, role=Role.EMPLOYER_HEAD, label="负责人（签名）：")
    both = page(("第一完成人（签字）：", 10, 200), ("负责人（签名）：", 70, 200))
    _, second = zones_of([SIGNED, head], [both], where="提名书")
    assert second.x == 70 + 8 * EM


def test_places_are_told_to_a_tenth_of_a_millimetre() -> None:
    found = zone(SIGNED, page(("第一完成人（签字）：", 60.04, 100.04)))
    assert (found.x, found.y) == (110.0, 89.5)
    beside = page(("第一完成人（签字）：", 30.14, 200), ("（单位公章）", 145, 214))
    assert zones_of([SIGNED, STAMPED], [beside], where="提名书")[1].x == 135.1


NAME = ("提名单位（盖章）：云江市总工会", 60.0, 100.0)
BARE = ("提名单位（盖章）：", 60.0, 100.0)
TOP = 95.6
"""Where letters of both begin; a label of nine letters ends at 105 mm."""


@pytest.mark.parametrize(
    ("lines", "over"),
    [
        ([NAME], (105 + 3 * EM, (TOP + 100.6) / 2)),
        ([BARE], (105 + 30, (TOP + 100.6) / 2)),  # nothing to go by: right of the label
        # A year to be written by hand takes two letters' width before 年.
        ([BARE, ("年  月  日", 120, 110)], ((120 - 2 * EM + 155) / 2, (TOP + 110.6) / 2)),
        ([BARE, ("年8月20日", 120, 110)], ((120 - 2 * EM + 150) / 2, (TOP + 110.6) / 2)),
        ([NAME, ("年8月20日", 120, 110)], (105 + 3 * EM, (TOP + 110.6) / 2)),
        # A date in the line of the label counts as one below it.
        ([NAME, ("2023年8月20日", 140, 100)], (140 + 5 * EM, (TOP + 100.6) / 2)),
        # Of two dates the nearer one is the label's.
        (
            [BARE, ("2023年8月20日", 30, 130), ("2023年8月2日", 60, 110)],
            (60 + 4.5 * EM, (TOP + 110.6) / 2),
        ),
        # 40 mm below is another one's.
        ([NAME, ("2023年8月20日", 30, 139.9)], (30 + 5 * EM, (TOP + 140.5) / 2)),
        ([NAME, ("2023年8月20日", 30, 140)], (105 + 3 * EM, (TOP + 100.6) / 2)),
        # A label in two lines begins with the first and is followed by what is below the second.
        (
            [("提名单位", 60, 100), ("（盖章）：", 60, 107), ("2023年8月20日", 60, 146)],
            (60 + 5 * EM, (TOP + 146.6) / 2),
        ),
        ([("提名单位", 60, 100), ("（盖章）：", 60, 107)], (85 + 30, (TOP + 107.6) / 2)),
        # A name may be set a little closer to its label than letters are.
        ([BARE, ("云江", 104.5, 100)], (104.5 + EM, (TOP + 100.6) / 2)),
        # What is printed before the label in its line is not the name.
        ([("某厂", 40, 100), NAME], (105 + 3 * EM, (TOP + 100.6) / 2)),
    ],
)
def test_a_seal_stands_over_what_belongs_to_its_label(
    lines: list[tuple[str, float, float]], over: tuple[float, float]
) -> None:
    assert middle(zone(SEALED, page(*lines))) == pytest.approx(over, abs=0.06)


def test_a_date_is_read_from_left_to_right_however_its_letters_come() -> None:
    digits, words = line("2023 8 20 ", 60, 110.03), line("    年 月  日", 60, 110)
    letters = (*line(*BARE), *words, *digits)
    assert middle(zone(SEALED, PageLetters(1, letters))) == pytest.approx((85, 103.1), abs=0.06)


def test_words_in_a_cell_that_ask_for_a_seal_have_it_in_the_cell_to_their_right() -> None:
    mark = Mark(kind=MarkKind.SEAL, role=Role.UNIT, label="社会组织全称(盖章)")
    found = zone(mark, page(("社会组织", 20, 100), ("全称(盖章)", 20, 107)))
    assert (found.x, found.width) == (20 + 6 * EM, 60)
    assert middle(found)[1] == pytest.approx((95.6 + 107.6) / 2)


@pytest.mark.parametrize(("left", "chosen"), [(164.9, 2), (165, 1)])
def test_what_is_printed_beyond_the_room_for_a_signature_takes_none_of_it(
    left: float, chosen: int
) -> None:
    real = page(("第一完成人（签字）：", 60, 100), ("年", left, 100), number=1)
    by_chance = page(("第一完成人（签字）：的装置", 60, 100), number=2)
    assert zone(SIGNED, real, by_chance).page == chosen


def test_a_seal_belongs_where_a_date_is_below() -> None:
    real = page(BARE, ("年  月  日", 120, 110), number=1)
    assert zone(SEALED, real, page(BARE, number=2)).page == 1


@pytest.mark.parametrize("mark", [SIGNED, SEALED])
def test_of_places_that_are_alike_the_last_one_counts(mark: Mark) -> None:
    pages = [page((mark.label, 60, 100), number=number) for number in (1, 2)]
    assert zone(mark, *pages).page == 2


def test_a_page_shows_a_label_across_its_lines_and_no_other() -> None:
    shown = page(("提名", 60, 100), ("单位（盖 章）：", 60, 107))
    assert shown.shows(SEALED.label)
    assert shown.shows("提名\n单位")
    assert not shown.shows(STAMPED.label)


def test_a_label_that_is_not_there_is_a_fault_by_name() -> None:
    with pytest.raises(OutputError, match=r"提名书.*提名单位（盖章）：") as caught:
        zone(SEALED, page(("（单位公章）", 100, 200)))
    assert caught.value.exit_code is ExitCode.OUTPUT
