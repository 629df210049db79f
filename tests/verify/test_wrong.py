"""A letter that is wrong in one way is named by the figure that is broken, and by no other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.papers.codeplaces import MODULE_MM, Pair, code_places
from pipeline.tools import qr
from pipeline.tools.pdf.measuring import measure
from pipeline.tools.pdffile import deflated
from pipeline.tools.weasyprint import assembling
from pipeline.verify import CLAUSES, Kind, Report, Verdict, judge_paper
from pipeline.verify.figures import MM
from pipeline.verify.finished import verify_paper
from tests.verify import test_letter
from tests.verify.wrong import WRONG, Wrong, letter, measured

ELSEWHERE = {*test_letter.HEADED_BROKEN, "head_rule", "embedded", "glyphs", "seal", "lonely_row"}
"""Figures that other tests break: of the red head, of the file, of tables; and the one that is a person's to judge."""


def named(report: Report) -> set[str]:
    return {name for name, result in report.by_id().items() if result.verdict is Verdict.BAD}


def test_the_letter_is_right_as_it_is() -> None:
    report = judge_paper(measured(), "函")
    assert named(report) == set(), report.text()


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong.what))
def test_what_is_wrong_is_named_rightly(wrong: Wrong) -> None:
    report = judge_paper(measured(*wrong.changes), "函")
    assert named(report) == set(wrong.figures), report.text()


def test_at_least_forty_kinds_of_wrong_letters_break_every_figure() -> None:
    """No figure of a letter is without one that breaks it, here or in `test_letter`."""
    assert len({wrong.what for wrong in WRONG}) == len(WRONG) >= 40
    shown = {figure for wrong in WRONG for figure in wrong.figures}
    wanted = {clause.figure.id for clause in CLAUSES if Kind.LETTER in clause.weights}
    assert wanted - ELSEWHERE == shown


def test_codes_in_the_margins_are_taken_for_nothing(tmp_path: Path) -> None:
    drawn = letter()
    places = [code_places(210, 297, number) for number in (1, 2)]
    pages = tuple(
        msgspec.structs.replace(page, over=deflated(_symbols(pair)))
        for page, pair in zip(drawn.pages, places, strict=True)
    )
    path = tmp_path / "函.pdf"
    path.write_bytes(assembling.write(msgspec.structs.replace(drawn, pages=pages)))
    assert len(measure(path).pages[0].shapes) > 100
    report = verify_paper(path)
    assert named(report) == set(), report.text()


def _symbols(pair: Pair) -> bytes:
    corners = [(each.x * MM, (297 - each.y) * MM) for each in pair]
    return qr.content("WX1" + "0" * 24, corners, MODULE_MM * MM)


@pytest.mark.parametrize(
    "wrong", [each for each in WRONG if each.what in {"a hole of 60 mm", "a red phrase"}],
    ids=lambda wrong: str(wrong.what),
)  # fmt: skip
def test_the_finished_pdf_is_judged_as_its_drawn_pages_are(wrong: Wrong, tmp_path: Path) -> None:
    path = tmp_path / "函.pdf"
    path.write_bytes(assembling.write(letter(*wrong.changes)))
    assert named(verify_paper(path)) == set(wrong.figures)
