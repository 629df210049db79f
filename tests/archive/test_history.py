"""Random histories against a model that is a page long: what it says of each paper, the register says.

`WUXIAO_EXAMPLES=2000` tries more of them than the suite does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.archive import Desk, Register, at_work
from pipeline.archive.backing import back_up
from pipeline.archive.models import Kept, KeptState, Query
from pipeline.archive.verifying import verify
from pipeline.errors import ArchiveError, UsageError
from tests.archive.ocfl_judge import faults_of
from tests.archive.papers import LATER, NOW, PROOF, contents, deposit, key, names, paper

PEOPLE = "甲乙丙"
EXAMPLES = int(os.environ.get("WUXIAO_EXAMPLES", "15"))


@dataclass
class Model:
    """One paper, as a person would keep it on a card."""

    scan: bytes = b""
    state: str = "kept"
    lent_to: str = ""
    held: int = 0
    box: str = ""
    proposal: int = 0


@dataclass
class Cards:
    """The model of a register: a card for each paper that was ever added."""

    cards: dict[str, Model] = field(default_factory=dict)
    proposals: list[int] = field(default_factory=list)

    def all(self, people: str, allowed: Callable[[Model], bool]) -> bool:
        return bool(people) and all(
            each in self.cards and allowed(self.cards[each]) for each in people
        )


Step = Callable[[Desk, Cards, bool], None]


@contextmanager
def refused_unless(allowed: bool):  # type: ignore[no-untyped-def]
    if allowed:
        yield
    else:
        with pytest.raises((ArchiveError, UsageError)):
            yield


def add(people: str, scan: bytes) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        changed = [
            each
            for each in people
            if each in cards.cards
            and (cards.cards[each].scan != scan or cards.cards[each].state == "removed")
        ]
        allowed = all(cards.cards[each].state == "kept" for each in changed)
        with refused_unless(allowed):
            desk.add(deposit(*(paper(each, scan) for each in people)))
            for each in people:
                cards.cards.setdefault(each, Model()).scan = scan

    return step


def move(people: str, box: str) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        allowed = cards.all(people, lambda each: each.state not in {"disposed", "removed"})
        with refused_unless(allowed):
            desk.move([key(each) for each in people], box=box, shelf="")
            for each in people:
                cards.cards[each].box = box

    return step


def lend(people: str) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        allowed = cards.all(
            people, lambda each: not each.lent_to and each.state not in {"disposed", "removed"}
        )
        with refused_unless(allowed):
            desk.lend([key(each) for each in people], to="李检查", until=None)
            for each in people:
                cards.cards[each].lent_to = "李检查"

    return step


def take_back(people: str) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        with refused_unless(cards.all(people, lambda each: bool(each.lent_to))):
            desk.take_back([key(each) for each in people])
            for each in people:
                cards.cards[each].lent_to = ""

    return step


def hold(people: str) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        with refused_unless(cards.all(people, lambda each: each.state != "removed")):
            desk.hold([key(each) for each in people], why="核查")
            for each in people:
                cards.cards[each].held += 1

    return step


def lift(people: str) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        with refused_unless(cards.all(people, lambda each: each.held > 0)):
            desk.lift([key(each) for each in people], why="结束")
            for each in people:
                cards.cards[each].held = 0

    return step


def propose(people: str) -> Step:
    def step(desk: Desk, cards: Cards, late: bool) -> None:
        allowed = late and cards.all(
            people, lambda each: each.state == "kept" and not each.held and not each.lent_to
        )
        with refused_unless(allowed):
            number = desk.propose([key(each) for each in people]).number
            cards.proposals.append(number)
            for each in people:
                cards.cards[each].state, cards.cards[each].proposal = "proposed", number

    return step


def go_on(what: str, place: int) -> Step:
    """The next step of a proposal, or its withdrawal."""
    before, after = {
        "approve": ({"proposed"}, "approved"),
        "withdraw": ({"proposed", "approved"}, "kept"),
        "dispose": ({"approved"}, "disposed"),
        "remove_scans": ({"disposed"}, "removed"),
    }[what]

    def step(desk: Desk, cards: Cards, late: bool) -> None:
        number = cards.proposals[place % len(cards.proposals)] if cards.proposals else 1
        mine = [each for each in cards.cards.values() if each.proposal == number]
        going = [each for each in mine if each.state in before]
        stopped = what != "withdraw" and any(each.held for each in going)
        stopped |= what == "dispose" and any(each.lent_to for each in going)
        with refused_unless(bool(going) and not stopped):
            if what == "approve":
                desk.approve(number, proof=PROOF)
            else:
                getattr(desk, what)(number, why="按清册")
            for each in going:
                each.state = after
                each.proposal = 0 if after == "kept" else number

    return step


people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map("".join)
asides = st.one_of(
    st.builds(add, people, st.sampled_from([b"first", b"second"])),
    st.builds(move, people, st.sampled_from("12")),
    st.builds(lend, people),
    st.builds(take_back, people),
    st.builds(hold, people),
    st.builds(lift, people),
    st.builds(propose, people),
    st.builds(go_on, st.sampled_from(["approve", "withdraw"]), st.integers(0, 2)),
)


@st.composite
def ways_out(draw: st.DrawFn) -> list[Step]:
    """Papers on their way out, with other things that happen meanwhile."""
    way = [
        add(PEOPLE, b"first"),
        propose(draw(people)),
        *(go_on(what, 0) for what in ("approve", "dispose", "remove_scans")),
        propose(draw(people)),
    ]
    steps = []
    for each in way:
        steps += [each, *draw(st.lists(asides, max_size=2))]
    return steps


def as_card(kept: Kept, register: Register) -> Model:
    scan = next((each for each in register.files(kept) if each.name == "scan.pdf"), None)
    return Model(
        scan=register.read(scan) if scan else b"",
        state=kept.state.value,
        lent_to=kept.loan.to if kept.loan else "",
        held=len(kept.holds),
        box=kept.box,
        proposal=kept.proposal,
    )


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(early=st.lists(asides, max_size=3), late=ways_out())
def test_a_history_gives_what_a_person_would_have_on_cards(
    early: list[Step], late: list[Step], no_waiting: None
) -> None:
    cards = Cards()
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top, "登记")
        for when, history in ((NOW, early), (LATER, late)):
            with at_work(Register(folder), by="王干事", now=when) as desk:
                for step in history:
                    step(desk, cards, when is LATER)
        _must_agree(folder, cards)
        _must_last(folder, Path(top, "备份"))


def _must_agree(folder: Path, cards: Cards) -> None:
    register = Register(folder)
    found = {each.paper.person: as_card(each, register) for each in register.find()}
    for card in cards.cards.values():
        if card.state == "removed":
            card.scan = b""
    assert found == cards.cards
    lent = names(register.find(Query(lent=True)))
    assert {*lent} == {each for each, card in cards.cards.items() if card.lent_to}
    held = names(register.find(Query(held=True)))
    assert {*held} == {each for each, card in cards.cards.items() if card.held}
    by_words = names(register.find(Query(words="节能改造")))
    assert {*by_words} == {
        each for each, card in cards.cards.items() if card.state != KeptState.REMOVED
    }
    numbers = [str(each.paper.number) for each in register.find()]
    assert len({*numbers}) == len(numbers)


def _must_last(folder: Path, backup: Path) -> None:
    """It verifies, a copy of it is the same, and an index made anew says the same."""
    register = Register(folder)
    before = register.find()
    assert not verify(register, lambda *_: None).troubles
    assert faults_of(folder / "tree") == []
    back_up(register, backup, lambda *_: None, lambda _: None)
    assert contents(backup) == contents(folder)
    (folder / "index.sqlite").unlink()
    assert register.find() == before == Register(backup).find()
