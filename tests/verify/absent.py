"""What Chinese layout knows and official paper has none of: how it is found on drawn pages, and pages that have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.dossier.characters import is_chinese
from pipeline.load import load
from pipeline.make.layouts import lay_out_pages
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.settings import Settings
from pipeline.tools.geometry import Glyph, Shape
from pipeline.tools.pictures.photos import prepare_photo
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.weasyprint.measured import measure_drawn
from pipeline.verify.form import Form, read_form
from pipeline.verify.reading import Line
from pipeline.verify.typefaces import FontKind, kind_of
from tests.render import cases
from tests.verify import wrong

SAMPLE = cases.ROOT / "data" / "samples" / "other_society"
TEXT = "近年来，云江市总工会推进产业工人队伍建设改革，以职工创新活动为抓手，健全立项、攻关、展示、推广、激励机制。"


@dataclass(frozen=True)
class Paper:
    """A drawn paper."""

    drawn: Drawn

    @cached_property
    def form(self) -> Form:
        """Its parts."""
        return read_form(measure_drawn(self.drawn))

    @cached_property
    def outside(self) -> list[Line]:
        """The lines outside tables, but for page numbers."""
        return list(self.form.running)

    @cached_property
    def lines(self) -> list[Line]:
        """All lines but page numbers; a line of a table in each of its cells."""
        return [line for block in self.form.blocks for line in block.lines]

    @cached_property
    def turned(self) -> str:
        """The characters that do not stand upright."""
        document = pypdfium2.PdfDocument(assembling.write(self.drawn))
        texts = [page.get_textpage() for page in document]
        return "".join(
            chr(pdfium.FPDFText_GetUnicode(text, place))
            for text in texts
            for place in range(text.count_chars())
            if pdfium.FPDFText_GetCharAngle(text, place) > 0.02
        )

    def rules_at(self, line: Line) -> Sequence[Shape]:
        """The drawn lines on a line's page."""
        return self.form.pages[line.page - 1].rules


def draw(body: str) -> Drawn:
    """Text in the styles of letters."""
    head = '<link rel="stylesheet" href="official.css"><link rel="stylesheet" href="letter.css">'
    start = f'<!DOCTYPE html><html lang="zh-CN"><head><title>文</title>{head}</head>'
    html = f'{start}<body class="letter"><div class="text">{body}</div></body></html>'
    resources = layout.Resources(folders=(cases.TEMPLATES / "_shared",))
    return drawing.draw(layout.lay_out(html, resources=resources, where="排版"))


@cache
def ours() -> tuple[Paper, ...]:
    """The letter of the tests, a sample's letter, notice and form."""
    settings = Settings()
    dossier = load(SAMPLE, settings.find_activity).dossier
    first = dossier.nominations[0]
    paths = [*first.before.photos, *first.after.photos]
    photo = prepare_photo(SAMPLE / paths[0], width_mm=72, height_mm=54)

    def drawn(document: str, scope: Scope) -> Drawn:
        nomination = first if scope is Scope.NOMINATION else None
        subject = Subject(
            scope=scope, dossier=dossier, nominations=dossier.nominations, nomination=nomination
        )
        values = context(subject, settings.find_activity(dossier.activity or ""))
        folders = [cases.TEMPLATES]
        photos = dict.fromkeys(paths, photo)
        return drawing.draw(lay_out_pages(document, values, templates=folders, photos=photos))

    return (
        Paper(wrong.letter()),
        Paper(drawn("nomination_letter", Scope.DOSSIER)),
        Paper(drawn("publicity_notice", Scope.DOSSIER)),
        Paper(drawn("nomination_form", Scope.NOMINATION)),
    )


# ---------------------------------------------------------------- how it is found


def faces(glyphs: Sequence[Glyph]) -> list[FontKind]:
    """The typefaces of the Han characters, one after the other."""
    return [kind_of(glyph.font) for glyph in glyphs if is_chinese(glyph.character)]


def gaps(line: Line) -> list[float]:
    """Room between neighbouring Han characters, in ems."""
    return [
        (second.left_pt - first.right_pt) / line.size_pt
        for first, second in pairwise(line.glyphs)
        if is_chinese(first.character) and is_chinese(second.character)
    ]


_HEADS = {FontKind.HEI, FontKind.KAI}


def _spread_headings(paper: Paper) -> Iterator[Line]:
    for line in paper.outside:
        is_heading = line.size_pt > 18 or set(faces(line.glyphs)) <= _HEADS
        if is_heading and len(found := gaps(line)) > 1 and min(found) > 0.15:
            yield line


def _turned(paper: Paper) -> bool:
    return any(map(is_chinese, paper.turned))


def _turned_words(paper: Paper) -> bool:
    return bool(re.search("[A-Za-z]", paper.turned))


def _saying(pattern: str) -> Callable[[Paper], bool]:
    return lambda paper: any(re.search(pattern, line.text) for line in paper.lines)


def _framed(paper: Paper) -> Iterator[Line]:
    """Lines with upright rules as high as they are, right beside their characters."""
    for line in paper.lines:
        sides = [
            rule
            for rule in paper.rules_at(line)
            if rule.width_pt < rule.height_pt < 1.6 * line.size_pt
            and rule.top_pt < line.baseline_pt - 0.4 * line.size_pt < rule.bottom_pt
            and any(
                min(abs(rule.left_pt - each.right_pt), abs(rule.right_pt - each.left_pt))
                < 0.15 * line.size_pt
                for each in line.glyphs
            )
        ]
        if len(sides) > 1:
            yield line


def _raised_numbers(paper: Paper) -> Iterator[Glyph]:
    for page in paper.form.pages:
        for before, each in pairwise(page.glyphs):
            follows = abs(each.left_pt - before.right_pt) < 0.3 * before.size_pt
            is_small = each.size_pt < 0.9 * before.size_pt
            is_raised = each.baseline_pt < before.baseline_pt - 0.15 * before.size_pt
            if each.character.isdecimal() and follows and is_small and is_raised:
                yield each


def _underlined(paper: Paper) -> Iterator[Line]:
    for line in paper.lines:
        for rule in paper.rules_at(line):
            depth = (rule.top_pt - line.baseline_pt) / line.size_pt
            is_below = rule.width_pt > rule.height_pt and 0 < depth < 0.4
            if is_below and any(
                rule.left_pt < each.centre_pt < rule.right_pt for each in line.glyphs
            ):
                yield line


def _between_lines(paper: Paper) -> Iterator[Line]:
    """Lines of small type right above characters of larger type."""
    for small, line in ((a, b) for a in paper.lines for b in paper.lines if a.page == b.page):
        above = (line.baseline_pt - small.baseline_pt) / line.size_pt
        overlaps = small.left_pt < line.right_pt and line.left_pt < small.right_pt
        if small.size_pt <= 0.6 * line.size_pt and 0.4 < above < 1.2 and overlaps:
            yield small


def _moved_in(paper: Paper) -> Iterator[Line]:
    left, right = paper.form.left_pt or 0, paper.form.right_pt or 0
    for line, after in pairwise(paper.outside):
        em = line.size_pt
        is_in = line.left_pt > left + 1.5 * em and abs(line.left_pt - after.left_pt) < 1
        if is_in and line.right_pt > right - 2 * em and line.page == after.page:
            yield line


def _squeezed(paper: Paper) -> Iterator[Line]:
    for line in paper.lines:
        if min(gaps(line), default=0) < -0.03:
            yield line


def _headings_in_lines(paper: Paper) -> Iterator[Line]:
    for line in paper.outside:
        found = faces(line.glyphs)
        if set(found[:2]) <= _HEADS and found.count(FontKind.FANG) > 1:
            yield line


@dataclass(frozen=True)
class Absent:
    """What papers have none of.

    Attributes:
        is_in: Whether a paper has it.
        example: Text that has it.
    """

    is_in: Callable[[Paper], bool]
    example: str


def _any(find: Callable[[Paper], Iterator[object]]) -> Callable[[Paper], bool]:
    return lambda paper: any(True for _ in find(paper))


def _about(name: str) -> str:
    return f"<p>{name}同志：{TEXT}</p>"


ABSENT: Final[dict[str, Absent]] = {
    "2.1.3.1": Absent(_any(_spread_headings), '<h1 style="letter-spacing:.5em">提名函</h1>'),
    "2.4.2": Absent(_turned, '<p style="transform:rotate(90deg)">产业工人</p>'),
    "3.1.3.1": Absent(_saying(r"．|[\u4e00-\u9fff]\."), "<p>水由氢和氧组成．</p>"),
    "3.1.3.2": Absent(_saying("[「」『』]"), "<p>健全「五小」机制。</p>"),
    "3.1.3.3": Absent(_saying("[！？!?]{2}"), "<p>真的吗？！</p>"),
    "3.1.3.4": Absent(_any(_framed), _about('<span style="border:.5pt solid">沈昉</span>')),
    "3.1.5.3": Absent(_any(_raised_numbers), _about("沈昉<sup>1</sup>")),
    "3.1.8": Absent(
        _any(_underlined),
        _about('<span style="text-decoration:underline">沈昉</span>'),
    ),
    "3.2.3": Absent(_turned_words, '<p style="transform:rotate(90deg)">PLC</p>'),
    "3.3": Absent(
        _any(_between_lines),
        '<p><span style="position:relative">沈<span style="position:absolute;top:-.6em;left:0;'
        f'font-size:.5em;line-height:1">chén</span></span>{TEXT}</p>',
    ),
    "3.4.2": Absent(_any(_moved_in), f'<p style="margin-left:3em;text-indent:0">{TEXT}</p>'),
    "3.5.3": Absent(_any(_squeezed), f'<p style="letter-spacing:-.1em">{TEXT}</p>'),
    "4.1.5": Absent(
        _any(_headings_in_lines),
        f'<p><span style="font-family:var(--hei)">一、情况。</span>{TEXT}</p>',
    ),
}
"""By the number of the clause."""
