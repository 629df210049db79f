"""The Word face on paper, as LibreOffice sets it: all documents in one conversion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from pipeline.dossier.characters import COUNTED
from pipeline.papers.documents import UNIT, Scope, load_documents
from pipeline.papers.signing import SigningBlock
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.tools.geometry import Glyph, MeasuredPage
from pipeline.tools.pdf.measuring import measure_data
from tests.converted import to_pdf
from tests.render.cases import CASES, DOCUMENTS, MARKS, TEMPLATES, activity, contexts, filled
from tests.render.test_pages import photos, rendered

pytestmark = pytest.mark.office

MM = 25.4 / 72
LEFT_MM, RIGHT_MM, FOOT_MM = 28.0, 184.0, 262.0
KINDS = ("full", "sparse", "empty")
CERTIFIED = (6, 7, 8, *range(18, 24))
"""Projects on the unit's certificate: somewhere among them the table fills its page."""
LISTED = range(28, 34)
"""Rows of the signing sheet, likewise."""
PROJECTS = {"nomination_letter": (6, 7), "publicity_notice": (4, 5), "summary_table": (6, 7)}
"""Projects on a list, likewise."""

Pages = tuple[MeasuredPage, ...]


def certificate(projects: int) -> dict[str, Any]:
    dossier = CASES["full"]
    nominations = (dossier.nominations * projects)[:projects]
    subject = Subject(
        scope=Scope.DOSSIER,
        dossier=replace(dossier, nominations=nominations),
        nominations=nominations,
    )
    return context(subject, activity())


def signing_sheet(rows: int) -> dict[str, Any]:
    signing = (SigningBlock(UNIT, (MARKS * rows)[:rows]),)
    subject = Subject(scope=Scope.DOSSIER, dossier=CASES["full"], signing=signing)
    return context(subject, activity())


def projects(number: int, title_chars: int) -> dict[str, Any]:
    """What lists of some projects are made of."""
    dossier = CASES["full"]
    nominations = tuple(
        replace(each, title=filled(title_chars)) for each in (dossier.nominations * 9)[:number]
    )
    subject = Subject(
        scope=Scope.DOSSIER,
        dossier=replace(dossier, nominations=nominations),
        nominations=nominations,
        columns=next(each.columns for each in load_documents(TEMPLATES) if each.columns),
    )
    return context(subject, activity())


def form(**changes: Any) -> dict[str, Any]:
    nomination = replace(CASES["full"].nominations[0], **changes)
    subject = Subject(scope=Scope.NOMINATION, dossier=CASES["full"], nomination=nomination)
    return context(subject, activity())


def everything() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, document and context of each paper."""
    for document in DOCUMENTS:
        for kind in KINDS:
            for number, values in enumerate(contexts(document, kind)):
                way = rendered(document, kind)[number].laid_out.way
                yield f"{document}-{kind}-{number}", document, {**values, "way": way}
    for kind in ("full", "extreme", "empty"):
        [values] = contexts("nomination_letter", kind)
        yield f"headed-{kind}", "nomination_letter", {**values, "letterhead": True}
    for count in CERTIFIED:
        yield f"certified-{count}", "no_objection_certificate", certificate(count)
    for count in LISTED:
        yield f"listed-{count}", "signing_sheet", signing_sheet(count)
    for document, counts in PROJECTS.items():
        for count in counts:
            yield f"{document}-of-{count}", document, projects(count, 45)
    yield "extras", "nomination_form", form(extra={"单位类别": "规模以上企业", "推荐渠道": "工会"})
    yield "endless", "nomination_form", form(introduction="长" * 2500 + "完")


@pytest.fixture(scope="module")
def papers() -> dict[str, Pages]:
    """Every paper's pages as measured, by name."""
    files = {
        name: render_word(document, values, templates=[TEMPLATES], photos=photos()).pack()
        for name, document, values in everything()
    }
    return {name: measure_data(pdf, name).pages for name, pdf in to_pdf(files).items()}


def lines(page: MeasuredPage) -> list[list[Glyph]]:
    """The lines of a page from top to bottom, the page number left out."""
    found: dict[int, list[Glyph]] = {}
    for glyph in page.glyphs:
        if glyph.baseline_pt * MM <= FOOT_MM + 1:
            found.setdefault(round(glyph.baseline_pt), []).append(glyph)
    return [sorted(found[y], key=lambda each: each.left_pt) for y in sorted(found)]


def text(glyphs: list[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)


def texts(page: MeasuredPage) -> list[str]:
    return [text(line) for line in lines(page)]


def body_lines(pages: Pages) -> list[list[Glyph]]:
    """The full lines of the letter's paragraphs: those that another line of the same follows."""
    found = []
    for page in pages:
        letter = [line for line in lines(page) if abs(line[0].size_pt - 16) < 0.5]
        for line, after in pairwise(letter):
            goes_on = abs(after[0].left_pt * MM - LEFT_MM) < 1
            if goes_on and not text(line).endswith("："):
                found.append(line)
    return found


def copies(papers: dict[str, Pages], document: str, kind: str) -> list[Pages]:
    """The copies of a document in a case, one per scope."""
    return [
        papers[f"{document}-{kind}-{number}"] for number in range(len(contexts(document, kind)))
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_word_face_has_as_many_pages_as_the_print_face(
    papers: dict[str, Pages], document: str
) -> None:
    for kind in KINDS:
        printed = [paper.laid_out.page_count for paper in rendered(document, kind)]
        word = [len(pages) for pages in copies(papers, document, kind)]
        assert word == printed, kind


def test_no_line_parts_a_number_from_what_it_counts_or_a_month_from_its_day(
    papers: dict[str, Pages],
) -> None:
    for name in (
        "nomination_letter-full-0",
        "frontline_certificate-full-0",
        "publicity_notice-full-0",
    ):
        for page in papers[name]:
            for before, after in pairwise(texts(page)):
                assert not (before[-1:].isdigit() and after[0] in COUNTED), before
                assert not (before.endswith("月") and after[0].isdigit()), before


def test_a_full_line_of_the_letter_has_28_characters(papers: dict[str, Pages]) -> None:
    widths = {
        sum(0.5 if each.isascii() else 1 for each in text(line))
        for line in body_lines(papers["nomination_letter-full-0"])
        if line[0].left_pt * MM < LEFT_MM + 1 and not re.search("[ -/:-~]", text(line))
    }
    assert 28 in widths
    assert widths <= {27, 27.5, 28}  # less than 28 where the next may not begin a line


def test_full_lines_of_the_letter_end_within_a_point_of_the_measure(
    papers: dict[str, Pages],
) -> None:
    full = body_lines(papers["nomination_letter-full-0"])
    assert len(full) > 15
    for line in full:
        assert line[-1].right_pt == pytest.approx(RIGHT_MM / MM, abs=1), text(line)


def test_lines_of_the_letter_stand_22_to_a_page(papers: dict[str, Pages]) -> None:
    page = papers["nomination_letter-full-0"][0]
    baselines = [line[0].baseline_pt for line in lines(page)][2:]
    steps = [after - before for before, after in pairwise(baselines)]
    assert {round(225 / (step * MM)) for step in steps[1:]} == {22}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_name_and_date_stand_below_two_lines_of_text(
    papers: dict[str, Pages], document: str
) -> None:
    for kind in ("full", "empty"):
        for pages in copies(papers, document, kind):
            _name_is_not_alone(pages)


def _name_is_not_alone(pages: Pages) -> None:
    for page in pages:
        shown = texts(page)
        for place, line in enumerate(shown):
            if re.search("盖章）：|（签字）：|（签章）：|公章\\)|公章）", line):
                assert place >= 2, shown
                assert any("日" in each for each in shown[place:]), shown


@pytest.mark.parametrize("count", CERTIFIED)
def test_the_name_on_a_certificate_has_two_rows_of_the_table_above_it(
    papers: dict[str, Pages], count: int
) -> None:
    last = papers[f"certified-{count}"][-1]
    shown = texts(last)
    [name] = [index for index, line in enumerate(shown) if "提名单位（盖章）：" in line]
    numbers = [line for line in shown[:name] if re.match(r"\d{1,2}(?!\d)", line)]
    assert len(numbers) >= 2, shown


@pytest.mark.parametrize("count", LISTED)
def test_the_last_page_of_the_signing_sheet_has_three_rows(
    papers: dict[str, Pages], count: int
) -> None:
    last = papers[f"listed-{count}"][-1]
    boxes = [glyph for glyph in last.glyphs if glyph.character == "☐"]
    assert len(boxes) >= 3


@pytest.mark.parametrize("document", PROJECTS)
def test_no_page_of_the_word_face_ends_a_list_with_one_project(
    papers: dict[str, Pages], document: str
) -> None:
    for count in PROJECTS[document]:
        shown = texts(papers[f"{document}-of-{count}"][-1])
        numbers = {str(number) for number in range(1, count + 1)}
        found = [line for line in shown if re.match(r"\d(?![\d.])", line) and line[0] in numbers]
        assert len(found) >= 2, shown


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_page_has_its_number_outside(papers: dict[str, Pages], document: str) -> None:
    for number, page in enumerate(papers[f"{document}-full-0"], start=1):
        turned = page.width_pt > page.height_pt
        left_mm, right_mm, foot_mm = (37, 262, 184) if turned else (LEFT_MM, RIGHT_MM, FOOT_MM)
        foot = [glyph for glyph in page.glyphs if glyph.baseline_pt * MM > foot_mm + 1]
        assert text(foot) == f"—{number}—"
        assert foot[0].baseline_pt * MM == pytest.approx(foot_mm + 8.9, abs=0.5)
        if number % 2:
            assert foot[-1].right_pt * MM == pytest.approx(right_mm - 4.94, abs=0.3)
        else:
            assert foot[0].left_pt * MM == pytest.approx(left_mm + 4.94, abs=0.3)


def test_the_sections_of_the_blank_form_begin_where_they_do_in_print(
    papers: dict[str, Pages],
) -> None:
    pages = papers["nomination_form-empty-0"]
    tops = [texts(page)[0] for page in pages]
    starts = ("江苏省", "二、", "三、", "(二)", "四、", "其他完成人", "五、", "六、", "七、")
    assert [top.startswith(start) for top, start in zip(tops, starts, strict=True)] == [True] * 9
    assert any(line.startswith("八、") for line in texts(pages[8]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_of_the_form_begin_with_the_same_words_on_both_faces(
    papers: dict[str, Pages], kind: str
) -> None:
    [paper] = rendered("nomination_form", kind)
    printed = measure_data(paper.pdf, "print").pages
    tops = [
        [texts(page)[0][:4] for page in face]
        for face in (printed, papers[f"nomination_form-{kind}-0"])
    ]
    assert tops[0] == tops[1]


@pytest.mark.parametrize("kind", KINDS)
def test_inner_pages_of_the_form_are_filled_by_six_tenths(
    papers: dict[str, Pages], kind: str
) -> None:
    for page in papers[f"nomination_form-{kind}-0"][:-1]:
        rules = [shape.bottom_pt * MM for shape in page.shapes if shape.is_rule]
        words = [line[0].baseline_pt * MM for line in lines(page)]
        if not re.match("[五六]、", texts(page)[0]):  # a pledge travels alone
            assert max(rules + words) > 37 + 0.59 * (FOOT_MM - 37), texts(page)[0]


def test_no_heading_stands_at_the_foot_of_a_page(papers: dict[str, Pages]) -> None:
    for kind in KINDS:
        for page in papers[f"nomination_form-{kind}-0"]:
            last = lines(page)[-1]
            if last[0].baseline_pt * MM > FOOT_MM - 60:  # no row of photos fits below it
                assert not re.match("[一二三四五六七八]、|[(（][一二三][)）]|图片一组", text(last))


@pytest.mark.parametrize("name", ["nomination_form-full-0", "nomination_form-empty-0", "extras"])
def test_page_1_of_the_form_holds_section_1_alone(papers: dict[str, Pages], name: str) -> None:
    first, second, *_ = papers[name]
    foot = max(shape.bottom_pt for shape in first.shapes if shape.is_rule) * MM
    assert 37 + 0.6 * (FOOT_MM - 37) <= foot <= FOOT_MM
    assert texts(second)[0].startswith("二、")


def test_a_cell_longer_than_a_page_goes_on_over_the_next(papers: dict[str, Pages]) -> None:
    written = "".join("".join(texts(page)) for page in papers["endless"])
    assert written.count("长") >= 2500
    assert "完" in written


def test_a_blank_on_the_notice_stands_on_one_line(papers: dict[str, Pages]) -> None:
    for line in lines(papers["publicity_notice-empty-0"][0]):
        assert text(line).count("_") % 5 == 0, text(line)


# ------------------------------------------------------------------------------ letterhead


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 150 and colour[1] < 50


def red_rules_mm(page: MeasuredPage) -> list[tuple[float, float]]:
    """Upper and lower edge of each red rule, from the top."""
    return sorted(
        ((each.top_pt - each.pen_pt / 2) * MM, (each.bottom_pt + each.pen_pt / 2) * MM)
        for each in page.shapes
        if is_red(each.colour)
    )


@pytest.mark.parametrize("kind", ["full", "extreme"])
def test_the_head_of_the_letter_stands_where_the_standard_has_it(
    papers: dict[str, Pages], kind: str
) -> None:
    page = papers[f"headed-{kind}"][0]
    name = [glyph for glyph in page.glyphs if is_red(glyph.colour)]
    assert text(name) == str(contexts("nomination_letter", kind)[0]["unit"].name)
    assert min(glyph.top_pt for glyph in name) * MM == pytest.approx(30, abs=1)
    assert (name[0].left_pt + name[-1].right_pt) / 2 * MM == pytest.approx(105, abs=0.5)
    assert name[0].left_pt * MM >= 20
    thick, thin, foot_thin, foot_thick = red_rules_mm(page)
    foot = max(glyph.bottom_pt for glyph in name) * MM
    assert thick[0] - foot == pytest.approx(4, abs=0.5)
    assert foot_thick[1] == pytest.approx(277, abs=0.3)
    for broad, narrow in ((thick, thin), (foot_thick, foot_thin)):
        assert broad[1] - broad[0] > 2 * (narrow[1] - narrow[0])
    for shape in page.shapes:
        if is_red(shape.colour):
            assert (shape.left_pt * MM, shape.right_pt * MM) == pytest.approx((20, 190), abs=0.2)
    title = min(glyph.top_pt for glyph in page.glyphs if 21 < glyph.size_pt < 23)
    assert title * MM - thin[1] > 4.9 + 3 * 5.6  # 7/8 of a character, 文号, two lines


def test_page_1_under_a_head_has_no_number_and_later_pages_no_head(
    papers: dict[str, Pages],
) -> None:
    first, *others = papers["headed-full"]
    assert not [glyph for glyph in first.glyphs if glyph.baseline_pt * MM > FOOT_MM + 1]
    assert others
    for page in others:
        assert [glyph for glyph in page.glyphs if glyph.baseline_pt * MM > FOOT_MM + 1]
        assert not red_rules_mm(page)


def test_a_letter_without_a_head_or_a_name_has_nothing_red(papers: dict[str, Pages]) -> None:
    plain, blank = papers["nomination_letter-empty-0"], papers["headed-empty"]
    for page in (*papers["nomination_letter-full-0"], *blank):
        assert not red_rules_mm(page)
        assert not [glyph for glyph in page.glyphs if is_red(glyph.colour)]
    assert [texts(page) for page in blank] == [texts(page) for page in plain]
