"""From what was seen to a verdict for each page and each paper: the table of states."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from pipeline.errors import UsageError
from pipeline.papers.documents import MarkKind, Role
from pipeline.papers.manifest import Earlier
from pipeline.papers.returned import (
    ReturnState,
    ScannedPage,
    Unmarked,
    Verdict,
    ZoneState,
    say_owed,
)
from pipeline.receive.deciding import decide, open_places
from pipeline.receive.expected import Expected
from pipeline.receive.judging import Receipt, judge
from pipeline.receive.models import Decision, ScanFile, SeenPage
from tests.receive.values import (
    ABSENT,
    ALONE,
    CHANGE,
    EXPECTED,
    FOREIGN_CODE,
    FORM,
    GONE_CODE,
    LETTER,
    LOOK,
    OLD,
    PRESENT,
    code,
    everything,
    page,
    state,
    stranger,
)


def judged(*pages: SeenPage, **more: object) -> Receipt:
    return judge(EXPECTED, state(*pages, **more))


def paper_state(receipt: Receipt, path: str = FORM) -> ReturnState:
    return next(each.state for each in receipt.papers if each.path == path)


def test_all_pages_back_signed_and_sealed_is_complete() -> None:
    receipt = judged(*everything())
    assert {each.verdict for each in receipt.pages} == {Verdict.USED}
    assert receipt.is_complete
    assert [each.path for each in receipt.expected] == [LETTER, FORM]


def test_before_anything_comes_every_page_of_every_printed_paper_is_missing() -> None:
    receipt = judged()
    assert not receipt.is_complete
    assert {each.path: each.missing_pages for each in receipt.papers} == {
        LETTER: (1, 2), FORM: (1, 2, 3),
    }  # fmt: skip
    assert {each.recipient for each in receipt.papers} == {"本单位", "某厂"}


@pytest.mark.parametrize(
    ("second", "third", "found"),
    [
        ((PRESENT,), (PRESENT, PRESENT), ReturnState.COMPLETE),
        ((ABSENT,), (PRESENT, PRESENT), ReturnState.UNSIGNED),
        ((PRESENT,), (ABSENT, PRESENT), ReturnState.UNSIGNED),
        ((PRESENT,), (PRESENT, ABSENT), ReturnState.UNSEALED),
        ((ABSENT,), (PRESENT, ABSENT), ReturnState.UNSIGNED),
        ((LOOK,), (PRESENT, PRESENT), ReturnState.LOOK),
        ((LOOK,), (PRESENT, ABSENT), ReturnState.UNSEALED),
        ((PRESENT,), (PRESENT, LOOK), ReturnState.LOOK),
    ],
)
def test_the_worst_that_is_true_of_a_paper_is_its_state(
    second: tuple[ZoneState, ...], third: tuple[ZoneState, ...], found: ReturnState
) -> None:
    receipt = judged(page(FORM, 1), page(FORM, 2, *second), page(FORM, 3, *third))
    assert paper_state(receipt) is found
    without = judged(page(FORM, 2, *second), page(FORM, 3, *third))
    assert paper_state(without) is ReturnState.MISSING


def test_pages_that_nobody_signs_may_come_from_the_print_when_that_is_asked_for() -> None:
    signed = page(FORM, 2), page(FORM, 3)
    (strict,) = (each for each in judged(*signed).papers if each.path == FORM)
    assert (strict.state, strict.missing_pages) == (ReturnState.MISSING, (1,))
    lenient = judged(*signed, unmarked=Unmarked.PRINT)
    (found,) = (each for each in lenient.papers if each.path == FORM)
    assert (found.state, found.missing_pages, found.printed_pages) == (
        ReturnState.COMPLETE, (), (1,),
    )  # fmt: skip
    unsigned = judged(page(FORM, 1), page(FORM, 3), unmarked=Unmarked.PRINT)
    assert paper_state(unsigned) is ReturnState.MISSING


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("seen", "verdict", "said"),
    [
        (stranger("no_codes", is_blank=True), Verdict.BLANK, ""),
        (stranger("foreign"), Verdict.FOREIGN, "认不出"),
        (stranger("unknown", codes=(FOREIGN_CODE,)), Verdict.FOREIGN, "别的材料"),
        (stranger("unknown", codes=(code(FORM, 2, OLD),)), Verdict.OUTDATED, "第一完成人-职务"),
        (stranger("unknown", codes=(code(FORM, 3, OLD),)), Verdict.OUTDATED, "内容有变化"),
        (stranger("unknown", codes=(GONE_CODE,)), Verdict.OUTDATED, "P02-乙-提名书"),
        (stranger("no_codes"), Verdict.UNREADABLE, "认不出"),
        (stranger("broken"), Verdict.UNREADABLE, "认不出"),
        (stranger("ambiguous"), Verdict.UNREADABLE, "认不出"),
        (stranger("not_registering", codes=(code(FORM, 1),)), Verdict.UNREADABLE, "认不出"),
        (stranger("disagree", codes=(code(FORM, 1), code(FORM, 2))), Verdict.UNREADABLE, "认不出"),
        (
            stranger("disagree", codes=(code(FORM, 1, OLD), code(FORM, 2, OLD))),
            Verdict.UNREADABLE,
            "认不出",
        ),
        (page(FORM, 2, is_draft=True, by_codes=False), Verdict.DRAFT, "草稿"),
    ],
)
def test_a_page_is_exactly_one_thing_and_what_is_not_used_is_told_why(
    seen: SeenPage, verdict: Verdict, said: str
) -> None:
    receipt = judged(seen)
    (found,) = receipt.pages
    assert found.verdict is verdict
    assert said in found.note
    assert not receipt.used()
    assert not any(each.scans for each in receipt.papers)


def test_an_old_page_counts_as_nothing_and_says_what_has_changed() -> None:
    old = stranger("unknown", codes=(code(FORM, 2, OLD),))
    receipt = judged(page(FORM, 1), old, page(FORM, 3))
    (form,) = (each for each in receipt.papers if each.path == FORM)
    assert form.state is ReturnState.MISSING
    assert (form.outdated_pages, form.changed) == ((2,), ("第一完成人-职务",))
    again = judged(page(FORM, 1), old, page(FORM, 3), page(FORM, 2))
    (form,) = (each for each in again.papers if each.path == FORM)
    assert (form.state, form.outdated_pages) == (ReturnState.COMPLETE, ())


def test_a_page_that_was_known_by_one_code_and_has_changed_since_is_outdated() -> None:
    (found,) = judged(page(FORM, 2, code=code(FORM, 2, OLD), codes=())).pages
    assert (found.verdict, found.page) == (Verdict.OUTDATED, 2)
    assert found.changed == ("第一完成人-职务",)


def test_the_pages_that_are_used_are_known_by_paper_and_number_and_where_they_lie() -> None:
    again = page(FORM, 2, source="01", sharpness=0.1)
    receipt = judged(*everything(), again, stranger())
    used = receipt.used()
    assert sorted(used) == [(FORM, 1), (FORM, 2), (FORM, 3), (LETTER, 1), (LETTER, 2)]
    assert again not in [each.seen for each in used.values()]
    (form,) = (each for each in receipt.papers if each.path == FORM)
    best = used[FORM, 2].seen
    assert set(form.scans) == {1, 2, 3}
    assert form.scans[2] == ScannedPage(
        file=f"received/scans/{best.source}.jpg",
        index=1,
        to_paper=best.to_paper,
        width_px=1654,
        height_px=2339,
    )


def test_files_of_no_use_are_told_and_no_others() -> None:
    before = state(page(FORM, 2))
    broken = ScanFile(sha256="99", name="坏.pdf", kept="", pages=0, problem="打不开")
    files = (*before.files, broken)
    receipt = judge(EXPECTED, msgspec.structs.replace(before, files=files))
    assert receipt.problems == {"坏.pdf": "打不开"}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (page(FORM, 2, source="01"), page(FORM, 2, ABSENT, source="02", sharpness=0.9)),
        (page(FORM, 2, source="01"), page(FORM, 2, LOOK, source="02", sharpness=0.9)),
        (page(FORM, 2, LOOK, source="01"), page(FORM, 2, ABSENT, source="02", sharpness=0.9)),
        (
            page(FORM, 2, source="01"),
            page(FORM, 2, source="02", changes=(CHANGE,), sharpness=0.9),
        ),
        (page(FORM, 1, source="01"), page(FORM, 1, source="02", has_colour=False)),
        (page(FORM, 1, source="01", sharpness=0.7), page(FORM, 1, source="02", sharpness=0.4)),
    ],
)
def test_of_two_scans_of_a_page_the_better_one_is_kept_in_whichever_order_they_come(
    better: SeenPage, worse: SeenPage
) -> None:
    for pages in itertools.permutations([better, worse]):
        receipt = judged(*pages)
        verdicts = {each.seen.source: each.verdict for each in receipt.pages}
        assert verdicts == {better.source: Verdict.USED, worse.source: Verdict.DUPLICATE}


def test_of_two_scans_that_are_alike_the_same_one_is_kept_whatever_their_order() -> None:
    one, two = page(FORM, 1, source="01"), page(FORM, 1, source="02")
    used = {
        next(each.seen.source for each in judged(*pages).pages if each.verdict is Verdict.USED)
        for pages in itertools.permutations([one, two])
    }
    assert len(used) == 1


def test_a_page_that_was_known_by_its_looks_never_decides_by_itself() -> None:
    receipt = judged(page(FORM, 1), page(FORM, 2, by_codes=False), page(FORM, 3))
    assert paper_state(receipt) is ReturnState.LOOK


def test_print_that_was_changed_by_hand_is_for_a_person() -> None:
    receipt = judged(page(FORM, 1, changes=(CHANGE,)), page(FORM, 2), page(FORM, 3))
    assert paper_state(receipt) is ReturnState.LOOK


def test_a_paper_that_is_in_no_packet_is_told_of_once_a_page_comes_and_is_not_waited_for() -> None:
    receipt = judged(*everything(), page(ALONE, 1, ABSENT))
    assert paper_state(receipt, ALONE) is ReturnState.UNSIGNED
    assert receipt.is_complete


def test_marks_that_are_there_and_those_that_are_owed_are_told_by_role() -> None:
    receipt = judged(page(FORM, 3, PRESENT, ABSENT))
    (form,) = (each for each in receipt.papers if each.path == FORM)
    assert form.done == {(MarkKind.SIGNATURE, Role.EMPLOYER_HEAD)}
    assert [(each.kind, each.role, each.page) for each in form.owed] == [
        (MarkKind.SEAL, Role.EMPLOYER, 3)
    ]


# ---------------------------------------------------------------- decisions


def decision(
    place: str,
    *,
    undone: bool = False,
    refused: bool = False,
    by: str = "王干事",
    why: str = "看过纸",
) -> Decision:
    when = "2023-08-20T09:00+08:00"
    return Decision(id=place, by=by, why=why, when=when, undone=undone, refused=refused)


def test_what_a_person_accepts_counts_until_it_is_taken_back_and_all_stays_on_record() -> None:
    before = state(page(FORM, 1), page(FORM, 2, LOOK), page(FORM, 3))
    (place,) = open_places(judge(EXPECTED, before))
    accepted = decide(before, judge(EXPECTED, before), decision(place.lower()))
    assert paper_state(judge(EXPECTED, accepted)) is ReturnState.COMPLETE
    undone = decide(accepted, judge(EXPECTED, accepted), decision(place, undone=True))
    assert paper_state(judge(EXPECTED, undone)) is ReturnState.LOOK
    assert [each.undone for each in undone.decisions] == [False, True]
    again = decide(undone, judge(EXPECTED, undone), decision(place))
    assert paper_state(judge(EXPECTED, again)) is ReturnState.COMPLETE


def test_a_decision_is_on_one_scan_and_holds_for_no_other() -> None:
    before = state(page(FORM, 2, LOOK, source="01"))
    (place,) = open_places(judge(EXPECTED, before))
    accepted = decide(before, judge(EXPECTED, before), decision(place))
    other = state(page(FORM, 2, LOOK, source="02"), decisions=accepted.decisions)
    (found,) = judge(EXPECTED, other).pages
    assert found.zones[0].state is LOOK


def test_on_a_page_that_is_not_used_nothing_is_left_to_decide() -> None:
    second = page(FORM, 2, LOOK, source="01", sharpness=0.1, changes=(CHANGE,))
    before = state(second, page(FORM, 2, source="02"), page(FORM, 3, LOOK, PRESENT))
    receipt = judge(EXPECTED, before)
    unused, _, third = receipt.pages
    assert unused.verdict is Verdict.DUPLICATE
    assert list(open_places(receipt)) == [third.zones[0].id]
    for refused in (False, True):
        with pytest.raises(UsageError, match="待定处"):
            decide(before, receipt, decision(unused.zones[0].id, refused=refused))


def test_changed_print_can_be_accepted() -> None:
    before = state(page(FORM, 1, changes=(CHANGE,)), page(FORM, 2), page(FORM, 3))
    (place,) = open_places(judge(EXPECTED, before))
    accepted = decide(before, judge(EXPECTED, before), decision(place))
    assert paper_state(judge(EXPECTED, accepted)) is ReturnState.COMPLETE


def test_what_a_person_refuses_is_owed_until_it_is_taken_back() -> None:
    before = state(page(FORM, 1), page(FORM, 2, LOOK), page(FORM, 3))
    (place,) = open_places(judge(EXPECTED, before))
    refused = decide(before, judge(EXPECTED, before), decision(place, refused=True))
    receipt = judge(EXPECTED, refused)
    assert paper_state(receipt) is ReturnState.UNSIGNED
    (form,) = (each for each in receipt.papers if each.path == FORM)
    assert ["看过不算，要重新签字" in each for each in say_owed(form)] == [True]
    assert not list(open_places(receipt)), "it is decided, and asked about no more"
    with pytest.raises(UsageError, match="认定过"):
        decide(refused, receipt, decision(place))
    undone = decide(refused, receipt, decision(place, undone=True))
    assert paper_state(judge(EXPECTED, undone)) is ReturnState.LOOK


def test_a_better_scan_counts_beside_one_that_was_refused() -> None:
    before = state(page(FORM, 1), page(FORM, 2, LOOK, source="01"), page(FORM, 3))
    (place,) = open_places(judge(EXPECTED, before))
    refused = decide(before, judge(EXPECTED, before), decision(place, refused=True))
    again = state(*before.pages, page(FORM, 2, source="02"), decisions=refused.decisions)
    assert paper_state(judge(EXPECTED, again)) is ReturnState.COMPLETE


def test_a_mark_that_was_taken_for_good_can_be_refused_but_not_accepted() -> None:
    before = state(*(page(FORM, number) for number in (1, 2, 3)))
    receipt = judge(EXPECTED, before)
    place = next(zone.id for each in receipt.pages for zone in each.zones)
    with pytest.raises(UsageError, match="待定处"):
        decide(before, receipt, decision(place))
    refused = decide(before, receipt, decision(place, refused=True))
    assert paper_state(judge(EXPECTED, refused)) is ReturnState.UNSIGNED


def test_a_page_whose_changed_print_is_refused_has_to_come_again() -> None:
    before = state(page(FORM, 1, changes=(CHANGE,)), page(FORM, 2), page(FORM, 3))
    (place,) = open_places(judge(EXPECTED, before))
    refused = decide(before, judge(EXPECTED, before), decision(place, refused=True))
    for unmarked in Unmarked:
        receipt = judge(EXPECTED, msgspec.structs.replace(refused, unmarked=unmarked))
        (form,) = (each for each in receipt.papers if each.path == FORM)
        assert (form.state, form.missing_pages) == (ReturnState.MISSING, (1,))
        assert list(say_owed(form)) == ["第1页看过不能用，要重新打印、签字盖章"]
        assert not list(open_places(receipt)), "it is decided, and asked about no more"
    again = state(*before.pages, page(FORM, 1, source="02"), decisions=refused.decisions)
    assert paper_state(judge(EXPECTED, again)) is ReturnState.COMPLETE


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (decision("QQQQQQ", refused=True), "没有编号为“QQQQQQ”的待定处"),
        (decision("QQQQQQ"), "没有编号为“QQQQQQ”的待定处"),
        (decision("QQQQQQ", undone=True), "没有编号为“QQQQQQ”的决定.*现有：无"),
        (decision("?", by=""), "没有写明谁认定"),
        (decision("?", why=" "), "没有写明谁认定"),
    ],
)
def test_a_decision_on_nothing_or_by_nobody_is_refused(wrong: Decision, said: str) -> None:
    before = state(page(FORM, 2, LOOK))
    receipt = judge(EXPECTED, before)
    (place,) = open_places(receipt)
    asked = decision(place, by=wrong.by, why=wrong.why) if wrong.id == "?" else wrong
    with pytest.raises(UsageError, match=said):
        decide(before, receipt, asked)


def test_what_is_accepted_already_is_not_accepted_again() -> None:
    before = state(page(FORM, 2, LOOK))
    (place,) = open_places(judge(EXPECTED, before))
    accepted = decide(before, judge(EXPECTED, before), decision(place))
    with pytest.raises(UsageError, match="由王干事认定过"):
        decide(accepted, judge(EXPECTED, accepted), decision(place))
    with pytest.raises(UsageError, match=f"现有：{place}"):
        decide(accepted, judge(EXPECTED, accepted), decision("QQQQQQ", undone=True))


def test_a_version_that_only_looked_otherwise_counts_and_is_not_for_a_person() -> None:
    paper = next(each for each in EXPECTED.papers if each.path == LETTER)
    codes = tuple(code(LETTER, number, OLD) for number in (1, 2))
    for kind, wanted in (("restyled", ReturnState.COMPLETE), ("filled", ReturnState.LOOK)):
        version = Earlier(codes=codes, changed=(), zones=paper.zones, **{kind: True})
        earlier = Expected((msgspec.structs.replace(paper, earlier=(version,)),))
        pages = [
            page(LETTER, number, code=each, codes=(each,)) for number, each in enumerate(codes, 1)
        ]
        (found,) = judge(earlier, state(*pages)).papers
        assert found.state is wanted
        assert found.by_hand is (kind == "filled")
