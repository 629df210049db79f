"""The clauses of forms: type area, width of tables, type, pitch, flush text, lonely rows, filled pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.dossier.characters import is_chinese
from pipeline.verify import figures
from pipeline.verify.figures import MM
from pipeline.verify.form import Block, Form
from pipeline.verify.grid import Grid
from pipeline.verify.layout import beside, width_of_word
from pipeline.verify.reading import Line
from pipeline.verify.typefaces import FontKind, kind_of, usual_fonts
from pipeline.verify.verdict import Result, look, several, verdict

_SMALLEST_PT, _LARGEST_PT = 8.9, 16.3
_PITCHES = (1.15, 2.05)
_HEADINGS = {FontKind.HEI, FontKind.KAI, FontKind.BIAOSONG}
_TABLE_FONTS = {FontKind.FANG, FontKind.HEI, FontKind.KAI}
_HEADING_PT = 15.0
_NOTHING = "没有文字可测"


def lying_size(form: Form) -> Result:
    """A4 on its side, every page."""
    sizes = {(round(page.width_pt / MM, 1), round(page.height_pt / MM, 1)) for page in form.pages}
    wanted = figures.PAPER_MM[::-1]
    off = max(abs(one - other) for size in sizes for one, other in zip(size, wanted, strict=True))
    measured = "、".join(f"{width:g}×{height:g} mm" for width, height in sorted(sizes))
    return verdict(measured, off <= figures.LYING_SIZE.tolerance)


def area(form: Form) -> Result:
    """Nothing but the page numbers stands outside the type area."""
    if not form.blocks:
        return look(_NOTHING)
    return several(_outside(form), "都在版心之内")


def _outside(form: Form) -> Iterator[str]:
    slack = figures.AREA.tolerance * MM
    wanted = form.area
    for line in (*form.running, *(line for block in form.in_tables for line in block.lines)):
        over = max(
            wanted.left_mm * MM - line.left_pt,
            line.right_pt - line.size_pt / 2 - wanted.right_mm * MM,
        )
        low = max(wanted.top_mm * MM - line.top_pt, line.bottom_pt - wanted.bottom_mm * MM)
        if over > slack or low > slack:
            yield f"第{line.page}面“{line.text[:8]}…”"
    for grid in form.grids:
        for top, bottom in grid.spans:
            if bottom > wanted.bottom_mm * MM + slack or top < wanted.top_mm * MM - slack:
                yield f"第{grid.page.number}面表格到{bottom / MM:.1f} mm"


def table_width(form: Form) -> Result | None:
    """Every table is as wide as the type area."""
    edges = [(grid.page.number, *grid.edges(span)) for grid in form.grids for span in grid.spans]
    if not edges:
        return None
    wanted, slack = form.area, figures.TABLE_WIDTH.tolerance
    wrong = (
        f"第{page}面{left / MM:.1f}～{right / MM:.1f} mm"
        for page, left, right in edges
        if abs(left / MM - wanted.left_mm) > slack or abs(right / MM - wanted.right_mm) > slack
    )
    return several(
        wrong,
        f"{len(edges)}个表格，左{edges[0][1] / MM:.1f} mm，宽{(edges[0][2] - edges[0][1]) / MM:.1f} mm",
    )


def table_top(form: Form) -> Result:
    """Every page begins at the top."""
    tops = [(grid.page.number, _highest(form, grid)) for grid in form.grids]
    found = [(page, top / MM - form.area.top_mm) for page, top in tops if top is not None]
    if not found:
        return look(_NOTHING)
    wrong = (
        f"第{page}面低{room:.1f} mm" for page, room in found if room > figures.TABLE_TOP.tolerance
    )
    return several(wrong, f"最低{max(room for _, room in found):.1f} mm")


def _highest(form: Form, grid: Grid) -> float | None:
    lines = [line.top_pt for line in form.running if line.page == grid.page.number]
    pictures = [each.top_pt for each in grid.page.pictures]
    return min([*lines, *pictures, *(top for top, _ in grid.spans)], default=None)


# ---------------------------------------------------------------- type


def table_font(form: Form) -> Result:
    """仿宋 in cells; 黑体 and 楷体 for what they are called."""
    blocks = form.in_tables or form.blocks
    title = set(form.title)
    glyphs = [
        glyph
        for block in blocks
        for line in block.lines
        if line not in title
        for glyph in line.glyphs
    ]
    fonts = usual_fonts(glyph for glyph in glyphs if _is_common(glyph.character))
    if not fonts:
        return look(_NOTHING)
    others = [(font, count) for font, count in fonts if kind_of(font) not in _TABLE_FONTS]
    if any(kind_of(font) is FontKind.UNKNOWN for font, _ in fonts):
        return look(f"{fonts[0][0]}，从名称看不出是什么字体")
    share = sum(count for _, count in others) / sum(count for _, count in fonts)
    is_fang = kind_of(fonts[0][0]) is FontKind.FANG
    measured = "，".join([fonts[0][0], *(f"{font} {count}字" for font, count in others)])
    return verdict(measured, is_fang and share <= figures.TABLE_FONT.tolerance)


def _is_common(character: str) -> bool:
    """Whether every font of offices has a character; others may come from a font that stands in."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def table_size(form: Form) -> Result:
    """Type that can be read, one size in a line."""
    lines = [line for block in form.in_tables for line in block.lines]
    sizes = sorted({round(line.size_pt, 1) for line in lines})
    if not sizes:
        return look("没有表格")
    wrong = [f"{size:g} pt" for size in sizes if not _SMALLEST_PT <= size <= _LARGEST_PT]
    mixed = (
        f"第{line.page}面“{line.text[:8]}…”大小不一"
        for line in lines
        if len({round(each.size_pt, 1) for each in line.glyphs if is_chinese(each.character)}) > 1
    )
    return several((*wrong, *mixed), "、".join(f"{size:g} pt" for size in sizes))


def section_font(form: Form) -> Result | None:
    """`一、` in 黑体, `（一）` in 楷体, where they stand outside tables."""
    starts = {"一二三四五六七八九十": FontKind.HEI, "（(": FontKind.KAI}
    found = [
        (line, wanted)
        for line in form.running
        for first, wanted in starts.items()
        if line.text[0] in first
        and line.text[1:2] in ("、" if wanted is FontKind.HEI else "一二三四五六七八九十")
        and len(line.text) < 30
    ]
    if not found:
        return None
    wrong = (
        f"“{line.text[:8]}…”为{kind_of(line.glyphs[-1].font)}"
        for line, wanted in found
        if kind_of(next(each.font for each in line.glyphs if is_chinese(each.character)))
        is not wanted
    )
    return several(wrong, f"{len(found)}处")


# ---------------------------------------------------------------- text in cells and outside


def table_pitch(form: Form) -> Result:
    """Lines of a paragraph are evenly apart, and neither cramped nor torn."""
    steps = [
        (second, second.baseline_pt - first.baseline_pt)
        for block in form.blocks
        for part in block.paragraphs
        for first, second in pairwise(part)
    ]
    if not steps:
        return look("没有成段的文字")
    wrong = [
        f"第{line.page}面“{line.text[:6]}…”行距{step:.1f} pt"
        for line, step in steps
        if not _PITCHES[0] <= step / line.size_pt <= _PITCHES[1]
    ]
    return several((*wrong, *_uneven(form)), f"{len(steps)}处")


def _uneven(form: Form) -> Iterator[str]:
    for block in form.blocks:
        for part in block.paragraphs:
            steps = [second.baseline_pt - first.baseline_pt for first, second in pairwise(part)]
            if steps and max(steps) - min(steps) > figures.TABLE_PITCH.tolerance:
                yield f"第{block.cell.page}面“{part[0].text[:6]}…”行距{min(steps):.1f}～{max(steps):.1f} pt"


def table_flush(form: Form) -> Result | None:
    """Full lines of running text end where their cell's or the page's text ends."""
    found = [
        (line, _off(block, line, after))
        for block in form.blocks
        for part in block.running
        for line, after in pairwise(part)
    ]
    if not found:
        return None
    wrong = (
        f"第{line.page}面“{line.text[:8]}…”差{off:.1f} pt"
        for line, off in found
        if off > figures.TABLE_FLUSH.tolerance
    )
    return several(wrong, f"{len(found)}行")


def _off(block: Block, line: Line, after: Line) -> float:
    """How far a full line ends from where it should."""
    air = block.left_pt - block.cell.left_pt
    off = beside(line, block.cell.right_pt - air)
    return 0.0 if width_of_word(after) > off else off


def cell(form: Form) -> Result | None:
    """Text keeps off the lines of its cell."""
    if not form.in_tables:
        return None
    return several(_cramped(form), f"{len(form.in_tables)}栏")


def _cramped(form: Form) -> Iterator[str]:
    least = figures.CELL.value * MM
    for block in form.in_tables:
        for line in block.lines:
            left, right = line.left_pt - block.cell.left_pt, block.cell.right_pt - line.right_pt
            right += 0.5 * line.size_pt if not is_chinese(line.text[-1]) else 0.0
            if min(left, right) < least:
                yield f"第{line.page}面“{line.text[:8]}…”距框线{min(left, right) / MM:.1f} mm"
