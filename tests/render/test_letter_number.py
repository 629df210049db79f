"""文号, 签发人 and 附件 of the letter, where GB/T 9704 has them, with and without the unit's own head."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.make.layouts import render_pages
from pipeline.papers.codeplaces import code_places
from pipeline.papers.documents import Scope
from pipeline.render.html import render_html
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.tools.geometry import MeasuredPage
from pipeline.tools.pdf.measuring import measure_data
from pipeline.verify import Verdict
from pipeline.verify.finished import verify_paper
from pipeline.verify.grid import grid_of
from pipeline.verify.reading import Line
from pipeline.verify.reading import page_lines as lines_of
from tests.converted import to_pdf
from tests.render.cases import CASES, TEMPLATES, activity, filled

MM = 25.4 / 72
LEFT_MM, RIGHT_MM, EM_MM, LINE_MM = 28.0, 184.0, 5.64, 225 / 22
NUMBER, SIGNER, ATTACHMENT = "苏工函〔2023〕12号", "王某某", "提名项目清单"
FACES = ("print", pytest.param("word", marks=pytest.mark.office))


def values(*, headed: bool = False, **unit: Any) -> dict[str, Any]:
    full = CASES["full"]
    dossier = replace(full, unit=replace(full.unit, summary=filled(200), **unit))
    subject = Subject(
        scope=Scope.DOSSIER,
        dossier=dossier,
        nominations=dossier.nominations[:3],
        letterhead=headed,
    )
    return context(subject, activity())


VARIANTS: dict[str, dict[str, Any]] = {
    "number": {"letter_number": NUMBER},
    "signer": {"letter_number": NUMBER, "letter_signer": SIGNER},
    "headed": {"letter_number": NUMBER, "letter_signer": SIGNER, "headed": True},
    "attachment": {"letter_attachment": f"{ATTACHMENT}。"},
    "headed attachment": {"letter_attachment": f"{ATTACHMENT}。", "headed": True},
}


def printed(**how: Any) -> bytes:
    return render_pages("nomination_letter", values(**how), templates=[TEMPLATES]).pdf


@cache
def word_faces() -> dict[str, bytes]:
    """Every variant's Word face as LibreOffice prints it, in one call."""
    return to_pdf(
        {
            name: render_word("nomination_letter", values(**how), templates=[TEMPLATES]).pack()
            for name, how in VARIANTS.items()
        }
    )


def pages(face: str, variant: str) -> tuple[MeasuredPage, ...]:
    data = printed(**VARIANTS[variant]) if face == "print" else word_faces()[variant]
    return measure_data(data, "提名函").pages


def page_lines(page: MeasuredPage) -> list[Line]:
    return lines_of(grid_of(page))


def line_with(page: MeasuredPage, words: str) -> Line:
    return next(line for line in page_lines(page) if words in line.text)


@pytest.mark.parametrize("face", FACES)
def test_without_a_head_the_number_stands_in_the_middle_above_the_title(face: str) -> None:
    page = pages(face, "number")[0]
    first, title = page_lines(page)[:2]
    assert first.text == NUMBER
    assert first.centre_pt * MM == pytest.approx((LEFT_MM + RIGHT_MM) / 2, abs=0.7)
    assert (title.baseline_pt - first.baseline_pt) * MM == pytest.approx(3 * LINE_MM, abs=1.2)


@pytest.mark.parametrize("face", FACES)
def test_without_a_head_who_signs_it_off_stands_beside_the_number(face: str) -> None:
    page = pages(face, "signer")[0]
    line = page_lines(page)[0]
    assert line.text == f"{NUMBER}签发人：{SIGNER}"
    assert line.left_pt * MM == pytest.approx(LEFT_MM + EM_MM, abs=0.5)
    assert line.right_pt * MM == pytest.approx(RIGHT_MM - EM_MM, abs=0.7)
    fonts = [glyph.font for glyph in line.glyphs]
    assert fonts[-len(SIGNER) :] == ["FandolKai-Regular"] * len(SIGNER)
    assert fonts[-len(SIGNER) - 2] == "FandolFang-Regular"


@pytest.mark.parametrize("face", FACES)
def test_under_the_head_the_number_stands_at_the_right_below_the_rule(face: str) -> None:
    page = pages(face, "headed")[0]
    line = line_with(page, NUMBER)
    assert line.text == f"签发人：{SIGNER}{NUMBER}"
    # Left of it stands the page's code, and the quiet around that.
    code, _ = code_places(210, 297, 1, has_head=True)
    assert line.left_pt * MM == pytest.approx(LEFT_MM + 17, abs=0.5)
    _, _, quiet_right, _ = code.with_quiet()
    assert line.left_pt * MM > quiet_right
    assert line.right_pt * MM == pytest.approx(RIGHT_MM, abs=0.7)
    rules = [shape.bottom_pt * MM for shape in page.shapes if shape.bottom_pt * MM < 100]
    top_mm = min(glyph.top_pt for glyph in line.glyphs) * MM
    assert top_mm - max(rules) == pytest.approx(7 / 8 * EM_MM, abs=1)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("variant", ["attachment", "headed attachment"])
def test_the_attachment_stands_a_line_below_the_body(face: str, variant: str) -> None:
    found = pages(face, variant)
    page = next(page for page in found if any("附件：" in line.text for line in page_lines(page)))
    above, line = next(
        (one, two) for one, two in pairwise(page_lines(page)) if two.text.startswith("附件：")
    )
    assert line.text == f"附件：{ATTACHMENT}"
    assert (line.baseline_pt - above.baseline_pt) * MM == pytest.approx(2 * LINE_MM, abs=0.3)
    assert line.left_pt * MM == pytest.approx(LEFT_MM + 11.14, abs=0.5)
    mark, title = page_lines(found[-1])[:2]
    assert (mark.text, title.text) == ("附件", ATTACHMENT)
    assert mark.left_pt * MM == pytest.approx(LEFT_MM, abs=0.5)
    assert title.centre_pt * MM == pytest.approx((LEFT_MM + RIGHT_MM) / 2, abs=0.7)


@pytest.mark.parametrize("headed", [False, True])
@pytest.mark.parametrize(
    "unit",
    [
        {"letter_number": NUMBER},
        {"letter_number": NUMBER, "letter_signer": SIGNER},
        {"letter_number": NUMBER, "letter_attachment": ATTACHMENT},
    ],
)
def test_a_letter_with_a_number_passes_its_own_check(
    tmp_path: Path, headed: bool, unit: dict[str, str]
) -> None:
    path = tmp_path / "提名函.pdf"
    path.write_bytes(printed(headed=headed, **unit))
    report = verify_paper(path)
    bad = [key for key, result in report.by_id().items() if result.verdict is Verdict.BAD]
    assert not bad, report.text()


def test_without_them_the_letter_has_no_trace_of_them() -> None:
    for headed in (False, True):
        page = render_html("nomination_letter", values(headed=headed), templates=[TEMPLATES])
        body = page[page.index("<body") :]
        assert not any(each in body for each in ("reference", "签发人", "附件", "attach"))
