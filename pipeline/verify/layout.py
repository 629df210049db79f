"""Page and type: paper, type area, fonts, lines, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from pipeline.dossier.characters import is_chinese
from pipeline.tools.geometry import Glyph
from pipeline.verify import figures
from pipeline.verify.figures import MM, Figure
from pipeline.verify.letter import Letter
from pipeline.verify.reading import PAGE_NUMBER, Line, Reading
from pipeline.verify.typefaces import FontKind, kind_of, named, usual_fonts
from pipeline.verify.verdict import Result, look, several, verdict

_NEVER_FIRST = "、，。；：！？）》〉」』】〕］｝”’％‰℃,.;:!?)]}%"
_NEVER_LAST = "（《〈「『【〔［｛“‘([{"
_PAIRS = "—…"
_MOST_OTHERS = 0.02
"""Share of characters that may come from another font, because the body's has no glyph for them."""

_FEWEST_STEPS = 5
_LATIN = re.compile(r"[!-~]+")
_LONGEST_WORD_EM = 4.0
"""A Latin word that is wider is not always made room for by spreading the line above it."""


_BEYOND_PT = 9.0
"""How far a mark that hangs at a line's end may reach beyond the type area, with what the eye forgives."""

_HEADING = re.compile(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）")


def _mm(points: float) -> str:
    return f"{points / MM:.1f} mm"


# ---------------------------------------------------------------- page


def page_size(letter: Reading) -> Result:
    """A4, every page."""
    sizes = dict.fromkeys(
        (round(page.width_pt / MM, 1), round(page.height_pt / MM, 1)) for page in letter.pages
    )
    measured = "、".join(f"{width:g}×{height:g} mm" for width, height in sizes)
    off = (
        abs(found - wanted)
        for size in sizes
        for found, wanted in zip(size, figures.PAPER_MM, strict=True)
    )
    return verdict(measured, max(off) <= figures.PAGE_SIZE.tolerance)


def top_margin(letter: Letter) -> Result:
    """Where the type area begins on the pages after the first; a first page may have a head.

    Taken is half of the space between two lines; programs that put more of it above the line than
    below are given the benefit of a person's look.
    """
    pages = sorted({line.page for line in letter.body})
    if not pages:
        return look("没有找到正文")
    firsts = {page: next(line for line in letter.lines if line.page == page) for page in pages}
    later = [line for page, line in firsts.items() if page > 1] or [firsts[pages[0]]]
    lead = (letter.pitch_pt or 1.8 * later[0].size_pt) - later[0].size_pt
    tops = [line.top_pt - lead / 2 for line in later]
    measured = "、".join(
        f"第{line.page}面{_mm(top)}" for line, top in zip(later, tops, strict=True)
    )
    if all(figures.TOP.holds(top / MM) for top in tops):
        return verdict(measured, good=True)
    if later[0].page == 1 and letter.pitch_pt and _is_lines_down(tops[0], letter.pitch_pt):
        return verdict(f"{measured}，标题上空整行", good=True)
    if later[0].page == 1 and tops[0] / MM > figures.TOP.value:
        return look(f"{measured}，可能为红头留空")
    if all(abs(top / MM - figures.TOP.value) <= lead / 2 / MM for top in tops):
        return look(f"{measured}，行距怎样分在行的上下不清楚")
    return verdict(measured, good=False)


def _is_lines_down(top_pt: float, pitch_pt: float) -> bool:
    """Whether the first page begins whole lines below the upper edge of the type area."""
    lines = (top_pt - figures.TOP.value * MM) / pitch_pt
    whole = abs(lines - round(lines)) * pitch_pt / MM <= figures.TOP.tolerance
    return whole and 0 < lines <= figures.TITLE_DROP.tolerance


def left_margin(letter: Letter) -> Result:
    """Left edge of the type area."""
    if letter.left_pt is None:
        return look("没有找到正文")
    return verdict(_mm(letter.left_pt), figures.LEFT.holds(letter.left_pt / MM))


def width(letter: Letter) -> Result:
    """Width of the type area, over its full lines."""
    if letter.left_pt is None or letter.right_pt is None:
        return look("没有通栏的行，量不出版心宽")
    width_pt = letter.right_pt - letter.left_pt
    if beyond := [line for line in letter.running if line.right_pt > letter.right_pt + _BEYOND_PT]:
        return several((f"第{line.page}面“{line.text[:8]}…”伸出版心" for line in beyond), "")
    return verdict(_mm(width_pt), figures.WIDTH.holds(width_pt / MM))


def height(letter: Reading) -> Result:
    """Nothing but the page number stands below the type area."""
    texts = letter.running
    if not texts:
        return look("没有文字可测")
    lowest = max(texts, key=lambda line: line.bottom_pt)
    measured = f"最低一行下边{_mm(lowest.bottom_pt)}（第{lowest.page}面）"
    limit = figures.HEIGHT.value + figures.HEIGHT.tolerance
    return verdict(measured, lowest.bottom_pt / MM <= limit)


# ---------------------------------------------------------------- body


def body_font(letter: Letter) -> Result:
    """仿宋, but for characters that it lacks and for headings."""
    glyphs = [
        glyph for line in letter.body if not _HEADING.match(line.text) for glyph in line.glyphs
    ]
    fonts = usual_fonts(glyphs)
    if not fonts:
        return look("没有找到正文")
    total = sum(count for _, count in fonts)
    others = [(font, count) for font, count in fonts if kind_of(font) is not FontKind.FANG]
    measured = _named(fonts[0][0], FontKind.FANG, others)
    if any(kind_of(font) is FontKind.UNKNOWN for font, _ in others):
        return look(f"{measured}，从名称看不出是什么字体")
    return verdict(measured, sum(count for _, count in others) <= _MOST_OTHERS * total)


def _named(usual: str, wanted: FontKind, others: Sequence[tuple[str, int]]) -> str:
    rest = [f"{font} {count}字" for font, count in others if font != usual]
    return "，".join([named(usual, wanted), *rest])


def body_size(letter: Letter) -> Result:
    """Every Chinese character of addressee, body, name and date."""
    single = [line for line in (letter.addressee, *letter.names, letter.date) if line]
    glyphs = [glyph for line in (*letter.body, *single) for glyph in line.glyphs]
    return _size(glyphs, figures.BODY_SIZE, "没有找到正文")


def title_size(letter: Reading) -> Result:
    """The title's size."""
    glyphs = [glyph for line in letter.title for glyph in line.glyphs]
    return _size(glyphs, figures.TITLE_SIZE, "没有找到标题")


def _size(glyphs: Iterable[Glyph], figure: Figure, none: str) -> Result:
    sizes = [round(glyph.size_pt, 1) for glyph in glyphs if is_chinese(glyph.character)]
    if not sizes:
        return look(none)
    smallest, largest = min(sizes), max(sizes)
    measured = f"{smallest:g} pt" if smallest == largest else f"{smallest:g}～{largest:g} pt"
    return verdict(measured, figure.holds(smallest) and figure.holds(largest))


def characters(letter: Letter) -> Result:
    """Characters that fit into the width of the type area at their natural distance.

    That is their distance where nothing stretches it: in last lines of paragraphs, or else in the full line
    that stretches it least.  What a line really holds says less: Latin words, digits and marks make it uneven.
    """
    left, right = letter.left_pt, letter.right_pt
    steps = list(filter(None, map(_usual_step, letter.loose_lines)))
    stretched = list(filter(None, map(_usual_step, letter.full_lines)))
    if left is None or right is None or not (steps or stretched):
        return look("没有通栏的行")
    step = median(steps) if steps else min(stretched)
    count = (right - left) / step
    return verdict(f"{count:.1f}字（字距{step:.2f} pt）", figures.CHARACTERS.holds(count))


def _usual_step(line: Line) -> float | None:
    """Usual distance of two Chinese characters that stand side by side; None for too few of them."""
    steps = [
        second.left_pt - first.left_pt
        for first, second in pairwise(line.glyphs)
        if is_chinese(first.character) and is_chinese(second.character)
    ]
    return median(steps) if len(steps) >= _FEWEST_STEPS else None


def lines_a_page(letter: Letter) -> Result:
    """Lines that fit into 225 mm at the body's pitch."""
    pitch = letter.pitch_pt
    if not pitch:
        return look("正文不足2行")
    count = (figures.TYPE_AREA_BOTTOM_MM - figures.TYPE_AREA_TOP_MM) * MM / pitch
    return verdict(f"{count:.1f}行（行距{pitch:.1f} pt）", figures.LINES.holds(count))


def flush(letter: Letter) -> Result:
    """Both edges of the full lines; a mark at the end may be cut to its ink's half."""
    left, right, lines = letter.left_pt, letter.right_pt, letter.full_lines
    if left is None or right is None:
        return look("没有通栏的行")
    off = {line: beside(line, right) for line in lines}
    for part in letter.solid_paragraphs:
        off |= {line: max(off.get(line, 0.0), line.left_pt - left) for line in part[1:]}
    waits = _before_long_words(letter)
    off = {line: distance for line, distance in off.items() if distance > waits.get(line, 0.0)}
    ragged = [line for line in off if not figures.FLUSH.holds(off[line])]
    worst = max(off.values(), default=0.0)
    if not ragged:
        return verdict(f"{len(lines)}行，最多差{worst:.1f} pt", good=True)
    first = f"如第{ragged[0].page}面“{ragged[0].text[:8]}…”"
    return verdict(f"{len(ragged)}行不齐，最多差{worst:.1f} pt，{first}", good=False)


def _before_long_words(letter: Letter) -> dict[Line, float]:
    """How short lines may end because a Latin word or a part of an address comes next, in points."""
    following = (pair for part in letter.paragraphs for pair in pairwise(part))
    widths = ((line, width_of_word(after)) for line, after in following)
    return {line: width for line, width in widths if width > _LONGEST_WORD_EM * line.size_pt}


def width_of_word(line: Line) -> float:
    """Width of the Latin word that a line begins with, in points."""
    word = _LATIN.match(line.text)
    return line.glyphs[word.end() - 1].right_pt - line.left_pt if word else 0.0


def beside(line: Line, right_pt: float) -> float:
    """How far from an edge a line ends, in points; a mark at its end may be cut to its ink's half."""
    off = abs(line.right_pt - right_pt)
    if line.text[-1] in _NEVER_FIRST:
        off = min(off, abs(line.right_pt - line.size_pt / 2 - right_pt))
    return off


def marks(letter: Letter) -> Result:
    """No line begins or ends with a mark that must not stand there."""
    lines = [*letter.title, *(line for line in letter.body if line not in letter.with_blanks)]
    if not lines:
        return look("没有找到正文")
    return several(_wrong_marks(lines), f"{len(lines)}行都没有")


def _wrong_marks(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        if line.text[0] in _NEVER_FIRST:
            yield f"第{line.page}面行首“{line.text[0]}”"
        if line.text[-1] in _NEVER_LAST:
            yield f"第{line.page}面行末“{line.text[-1]}”"
    for first, second in pairwise(lines):
        if first.text[-1] == second.text[0] and second.text[0] in _PAIRS:
            yield f"第{second.page}面“{second.text[0] * 2}”分在两行"


# ---------------------------------------------------------------- page numbers


def page_number(letter: Reading) -> Result:
    """`— 1 —` on every page, in order, 4号 宋体."""
    pages = letter.pages[1:] if letter.is_headed else letter.pages
    if not pages:
        return look("只有一面")
    first = _number(letter, pages[0].number) - pages[0].number
    return several(_wrong_numbers(letter, [page.number for page in pages], first), "各页连续")


def _number(letter: Reading, page: int) -> int:
    found = next((line for line in letter.numbers if line.page == page), None)
    digits = re.sub(r"\D", "", found.text) if found else ""
    return int(digits) if digits else page


def _wrong_numbers(letter: Reading, pages: Sequence[int], ahead: int) -> Iterator[str]:
    by_page = {line.page: line for line in letter.numbers}
    for page in pages:
        line = by_page.get(page)
        if line is None:
            yield f"第{page}面没有页码"
            continue
        if not PAGE_NUMBER.fullmatch(line.text) or _number(letter, page) != page + ahead:
            yield f"第{page}面为“{line.text}”"
        if not figures.PAGE_NUMBER.holds(line.size_pt):
            yield f"第{page}面字号{line.size_pt:.1f} pt"
        face = kind_of(line.glyphs[-2 if len(line.glyphs) > 1 else 0].font)
        if face not in {FontKind.SONG, FontKind.BIAOSONG, FontKind.UNKNOWN}:
            yield f"第{page}面字体{line.glyphs[0].font}"


def number_depth(letter: Reading) -> Result:
    """The dashes stand 7 mm below the type area."""
    dashes = [line.glyphs[0] for line in letter.numbers if PAGE_NUMBER.fullmatch(line.text)]
    if not dashes:
        return look("没有找到页码")
    depths = [dash.top_pt / MM - letter.area.bottom_mm for dash in dashes]
    lowest, highest = min(depths), max(depths)
    same = highest - lowest < 0.1
    measured = f"{lowest:.1f} mm" if same else f"{lowest:.1f}～{highest:.1f} mm"
    return verdict(measured, all(map(figures.NUMBER_DEPTH.holds, depths)))


def number_side(letter: Reading) -> Result:
    """Odd pages right less one character, even pages left plus one."""
    left = letter.left_pt
    if left is None or not letter.numbers:
        return look("没有找到页码" if left is not None else "没有找到正文")
    right = letter.right_pt or left + figures.WIDTH.value * MM
    rooms = [
        (
            line.page,
            right - line.right_pt if _number(letter, line.page) % 2 else line.left_pt - left,
        )
        for line in letter.numbers
    ]
    measured = "、".join(f"第{page}面{room:.1f} pt" for page, room in rooms[:4])
    return verdict(measured, all(figures.NUMBER_SIDE.holds(room) for _, room in rooms))


# ---------------------------------------------------------------- fonts


def embedded(letter: Reading) -> Result:
    """Every font is in the file."""
    outside = [name for name, inside in letter.paper.fonts.items() if not inside]
    return several((f"{name}未嵌入" for name in outside), f"{len(letter.paper.fonts)}种全部嵌入")


def glyphs_drawn(letter: Reading) -> Result:
    """No .notdef."""
    glyphs = [(page.number, glyph) for page in letter.pages for glyph in page.glyphs]
    missing = [f"第{page}面“{glyph.character}”" for page, glyph in glyphs if glyph.missing]
    unknown = dict.fromkeys(glyph.character for _, glyph in glyphs if glyph.missing is None)
    if unknown and not missing:
        return look(f"文件没有写明“{''.join(list(unknown)[:8])}”等{len(unknown)}个字是否画出")
    return several(missing, f"{len(glyphs)}个字都已画出")
