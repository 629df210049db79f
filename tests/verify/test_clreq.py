"""docs/clreq.md says the truth: what is held is held on the glyphs of drawn pages, and what is not is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from statistics import median

import pytest

from docs._generate.clreq import CLAUSES, Clause, State
from pipeline.dossier.characters import is_chinese
from pipeline.tools.geometry import Glyph, MeasuredPaper
from pipeline.tools.pdf.measuring import measure_data
from pipeline.tools.weasyprint.assembling import Section, put_together
from pipeline.tools.weasyprint.measured import measure_drawn
from pipeline.verify.figures import MM
from pipeline.verify.form import read_form
from pipeline.verify.letter import Letter, read_letter
from pipeline.verify.reading import Line
from pipeline.verify.typefaces import FontKind
from tests.verify import absent, wrong
from tests.verify.absent import ABSENT, Absent, Paper

TEXT = (
    "近年来，云江市总工会（以下简称“市总”）推进《产改方案》，立项1234项、完成98.5%，温度由25℃降至18℃；"
    "沈昉同志说：“重在坚持——不停、不等、不靠……”采用 PLC 与 HTTP/2 通信，节约12.5万元！【注】其余照此办理。"
)
WIDTHS_EM = range(8, 29)
FIRST_NEVER, LAST_NEVER = "、，。；：！？）》】”’％%℃", "（《【“‘"


@cache
def narrow() -> tuple[tuple[Line, ...], ...]:
    """The text at many widths: every line break that there may be, paragraph by paragraph."""
    parts = "".join(f'<p style="width:{width}em">{TEXT * 2}</p>' for width in WIDTHS_EM)
    lines = read_form(measure_drawn(absent.draw(parts))).running
    starts = [place for place, line in enumerate(lines) if line.left_pt > 28 * MM + 20]
    return tuple(lines[start:end] for start, end in pairwise((*starts, len(lines))))


@cache
def letter() -> Letter:
    heads = '<p style="font-family:var(--hei)">一、基本情况</p><p style="font-family:var(--kai)">（一）基本做法</p>'
    return read_letter(wrong.measured(wrong.put(f"{heads}<p>{TEXT * 6}</p>")))


def lines() -> list[Line]:
    return [line for part in narrow() for line in part]


def full_lines() -> list[Line]:
    return [line for part in narrow() for line in part[:-1]]


def han(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return [glyph for glyph in glyphs if is_chinese(glyph.character)]


def gaps(line: Line, wanted: Callable[[str, str], bool]) -> list[float]:
    """Room between neighbours that are wanted, in ems."""
    return [
        (second.left_pt - first.right_pt) / line.size_pt
        for first, second in pairwise(line.glyphs)
        if wanted(first.character, second.character)
    ]


def both_han(first: str, second: str) -> bool:
    return is_chinese(first) and is_chinese(second)


def loose_lines() -> list[Line]:
    return [part[-1] for part in narrow() if len(part[-1].glyphs) > 3]


def advances(characters: str) -> list[float]:
    found = [
        (glyph.right_pt - glyph.left_pt) / glyph.size_pt
        for line in lines()
        for glyph in line.glyphs
        if glyph.character in characters
    ]
    assert found
    return found


def is_square(widths: Sequence[float]) -> bool:
    return all(abs(width - 1) < 0.01 for width in widths)


def is_not_parted(pattern: str) -> bool:
    """Whether no break between lines falls into what a pattern finds in the text."""
    spans = [match.span() for match in re.finditer(pattern, re.sub(r"\s", "", TEXT * 2))]
    assert spans
    return all(
        not start < at < end for part in narrow() for at in _breaks(part) for start, end in spans
    )


def _breaks(part: Sequence[Line]) -> Iterator[int]:
    place = 0
    for line in part[:-1]:
        place += len(line.text)
        yield place


def faces(glyphs: Sequence[Glyph]) -> set[FontKind]:
    counts = Counter(absent.faces(glyphs))
    return {kind for kind, count in counts.items() if count > 0.05 * sum(counts.values())}


def headings() -> dict[str, Line]:
    return {
        line.text[0]: line
        for line in letter().body
        if line.text[0] in "一（" and len(line.text) < 9
    }


def ends() -> list[float]:
    """Ends of full lines of the letter, in points from the edge."""
    right = letter().right_pt
    assert right is not None
    return [line.right_pt - right for line in letter().full_lines]


def _step() -> float:
    return median(
        second.left_pt - first.left_pt
        for line in letter().loose_lines
        for first, second in pairwise(line.glyphs)
        if both_han(first.character, second.character)
    )


def _within() -> list[Line]:
    """Lines between two others: where the text begins and ends no break was chosen."""
    return [line for part in narrow() for line in part[1:-1]]


def _both_marks(first: str, second: str) -> bool:
    return first in "，。、；：”）》】" and second in "“（《【"


def _han_then_digit(first: str, second: str) -> bool:
    return is_chinese(first) and second.isdecimal()


def _cells(line: Line) -> float:
    return (line.glyphs[-1].left_pt - line.left_pt) / line.size_pt


def _spaces_first() -> bool:
    """Where a line has spaces, they take more of the rest than gaps between Han characters."""
    spaced = [
        (max(wide), max(narrow_ones))
        for line in full_lines()
        if (wide := gaps(line, lambda a, b: is_chinese(a) and b in "PH"))
        and (narrow_ones := gaps(line, both_han))
    ]
    return bool(spaced) and all(wide > small for wide, small in spaced)


@cache
def packet() -> MeasuredPaper:
    """Two papers of a single page each, as they go to the printer."""
    paper = absent.draw(f"<h1>提名函</h1><p>{TEXT}</p>")
    return measure_data(put_together([Section(paper)] * 2, title="打印件").pdf, "打印件")


def _first_pages() -> list[int]:
    return [page.number for page in packet().pages if any(g.size_pt > 20 for g in page.glyphs)]


def _margins_mm() -> tuple[float, float, float, float]:
    """What is left of the page around the characters' squares: above, right of, below and left of them."""
    step, pitch = _step(), letter().pitch_pt or 0
    page = letter().pages[1]
    first = min(line.baseline_pt for line in letter().body if line.page == page.number)
    top = first - 0.88 * 16 - (pitch - 16) / 2  # a line owns half of the room above and below it
    left = min(line.left_pt for line in letter().full_lines)
    right, bottom = page.width_pt - left - 28 * step, page.height_pt - top - 22 * pitch
    return top / MM, right / MM, bottom / MM, left / MM


CHECKS: dict[str, Callable[[], bool]] = {
    "2.1.1": lambda: not any(glyph.missing for line in lines() for glyph in line.glyphs),
    "2.1.2": lambda: is_square(
        [(g.right_pt - g.left_pt) / g.size_pt for line in lines() for g in han(line.glyphs)]
    ),
    "2.1.3": lambda: all(abs(gap) < 0.02 for line in loose_lines() for gap in gaps(line, both_han)),
    "2.1.3.2": lambda: all(
        max(g) - min(g) < 0.02 for line in full_lines() if len(g := gaps(line, both_han)) > 3
    ),
    "2.1.3.3": lambda: min(gap for line in lines() for gap in gaps(line, both_han)) > -0.02,
    "2.2.1": lambda: (
        faces([g for line in letter().running for g in line.glyphs]) <= set(list(FontKind)[:5])
    ),
    "2.2.2": lambda: (
        faces([g for line in letter().title for g in line.glyphs]) == {FontKind.BIAOSONG}
    ),
    "2.2.3": lambda: faces(headings()["（"].glyphs) == {FontKind.KAI},
    "2.2.4": lambda: faces(headings()["一"].glyphs) == {FontKind.HEI},
    "2.2.5": lambda: faces([g for line in lines() for g in line.glyphs]) == {FontKind.FANG},
    "2.3.1": lambda: len(letter().numbers) == len(letter().pages) > 1,
    "2.3.2": lambda: (
        abs(156 * MM / 28 - _step()) < 0.02 and abs(225 * MM / 22 - (letter().pitch_pt or 0)) < 0.02
    ),
    "2.3.3": lambda: (
        all(line.bottom_pt <= 262 * MM + 1 for line in letter().running) and max(ends()) < 9
    ),
    "2.3.4": lambda: _margins_mm() == pytest.approx((37, 26, 35, 28), abs=0.1),
    "2.3.5": lambda: 0.5 <= (letter().pitch_pt or 0) / 16 - 1 <= 1,
    "2.4.1": lambda: all(
        a.left_pt < b.left_pt for line in lines() for a, b in pairwise(line.glyphs)
    ),
    "3.1.1.1": lambda: is_square(advances("，。、；：！")),
    "3.1.1.2": lambda: is_square(advances("—…")) and "——" in TEXT and "……" in TEXT,
    "3.1.2": lambda: all(
        (g.baseline_pt - g.top_pt) < 0.5 * g.size_pt
        for line in lines()
        for g in line.glyphs
        if g.character in "，。、"
    ),
    "3.1.4": lambda: (
        not any(
            line.text[0] in FIRST_NEVER or line.text[-1] in LAST_NEVER
            for line in lines()
            if line in set(_within())
        )
    ),
    "3.1.5.1": lambda: is_not_parted("——|……"),
    "3.1.5.2": lambda: is_not_parted(r"\d+(\.\d+)?[%℃]?"),
    "3.1.6.1": lambda: not is_square(advances("，。、；：")),
    "3.1.6.2": lambda: any(gap < -0.2 for line in lines() for gap in gaps(line, _both_marks)),
    "3.1.6.3": lambda: any(
        line.glyphs[-1].right_pt - line.glyphs[-1].left_pt < 0.9 * line.size_pt
        for line in full_lines()
        if line.text[-1] in "，。"
    ),
    "3.1.7": lambda: max(ends()) > 4,
    "3.2.1": lambda: all(
        abs(g.baseline_pt - line.baseline_pt) < 0.1
        for line in lines()
        for g in line.glyphs
        if g.character.isascii()
    ),
    "3.2.2": lambda: (
        min(gap for line in loose_lines() for gap in gaps(line, _han_then_digit)) > 0.1
    ),
    "3.2.4": lambda: (
        len(
            {
                round((g.right_pt - g.left_pt) / g.size_pt, 2)
                for line in lines()
                for g in line.glyphs
                if g.character.isascii()
            }
        )
        > 3
    ),
    "3.2.5": lambda: all(
        abs(_cells(line) - round(_cells(line))) < 0.05
        for line in lines()
        if re.search("[A-Z]", line.text)
    ),
    "3.4.1": lambda: all(abs((part[0].left_pt - 28 * MM) / 16 - 2) < 0.2 for part in narrow()),
    "3.4.3": lambda: (
        max(map(abs, ends())) < 1
        and any(part[-1].right_pt < part[0].right_pt - 16 for part in narrow())
    ),
    "3.4.4": lambda: all(
        len(part) < 2 or part[-1].page == part[-2].page for part in letter().paragraphs
    ),
    "3.5.1": lambda: any(median(g) > 0.02 for line in full_lines() if (g := gaps(line, both_han))),
    "3.5.2": lambda: any(median(g) < -0.05 for line in full_lines() if (g := gaps(line, both_han))),
    "3.5.4": _spaces_first,
    "4.1.1": lambda: set(headings()) == {"一", "（"},
    "4.1.2": lambda: (
        letter().title[0].size_pt > 20 > headings()["一"].size_pt
        and faces(headings()["一"].glyphs) != {FontKind.FANG}
    ),
    "4.1.3": lambda: len(_first_pages()) == 2 and all(page % 2 for page in _first_pages()),
    "4.1.4": lambda: [page.number for page in packet().pages if not page.glyphs] == [2],
}
"""Whether a clause is held."""

ASKING_FOR_SOMETHING = [clause for clause in CLAUSES if clause.state is not State.NONE]


@pytest.mark.parametrize("clause", ASKING_FOR_SOMETHING, ids=lambda clause: str(clause.number))
def test_a_clause_is_held_or_not_as_the_page_says(clause: Clause) -> None:
    assert CHECKS[clause.number]() is (clause.state is State.HELD)


@pytest.mark.parametrize(("number", "thing"), ABSENT.items(), ids=ABSENT)
def test_what_is_not_applicable_is_on_no_paper_and_would_be_seen(
    number: str, thing: Absent
) -> None:
    assert not [paper.drawn.title for paper in absent.ours() if thing.is_in(paper)]
    assert thing.is_in(Paper(absent.draw(thing.example)))


def test_every_clause_is_measured_and_no_check_is_idle() -> None:
    assert list(CHECKS) == [clause.number for clause in ASKING_FOR_SOMETHING]
    assert list(ABSENT) == [clause.number for clause in CLAUSES if clause.state is State.NONE]
    assert all(clause.note or clause.state != State.NOT_HELD for clause in CLAUSES)
    assert len({clause.number for clause in CLAUSES}) == len(CLAUSES)
