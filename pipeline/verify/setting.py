"""How the text of a letter is set: even gaps, full pages, no lonely lines, plain black type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pipeline.tools.geometry import Shape
from pipeline.verify import figures
from pipeline.verify.figures import MM
from pipeline.verify.grid import Grid
from pipeline.verify.letter import Letter
from pipeline.verify.reading import Line, Reading
from pipeline.verify.typefaces import is_heavy
from pipeline.verify.verdict import Result, look, several
from pipeline.verify.words import torn

_THIN_PT = 2.0
_NEAR_BASELINE_EM = 0.35
_FEWEST_LEFT_CHARS = 3


def gaps(letter: Letter) -> Result:
    """Every line of the body as far below the one before as is usual, paragraphs too."""
    if not letter.pitch_pt:
        return look("正文不足2行")
    steps = [
        (second, (second.baseline_pt - first.baseline_pt) / letter.pitch_pt)
        for first, second in pairwise(letter.body)
        if first.page == second.page and not _is_parted(letter.grids[first.page - 1], first, second)
    ]
    wrong = (
        f"第{line.page}面“{line.text[:6]}…”上距{step:.1f}行"
        for line, step in steps
        if not figures.GAPS.holds(step)
    )
    return several(wrong, f"{len(steps)}处一致")


def _is_parted(grid: Grid, first: Line, second: Line) -> bool:
    """Whether a table or a picture stands between two lines."""
    between = [(each.top_pt, each.bottom_pt) for each in grid.page.pictures]
    between += grid.spans
    return any(first.baseline_pt < bottom and top < second.baseline_pt for top, bottom in between)


def fill(letter: Letter) -> Result | None:
    """A page that the text goes on after is filled."""
    pages = [(page, list(lines)) for page, lines in groupby(letter.body, lambda line: line.page)]
    if len(pages) < 2 or not letter.pitch_pt:
        return None
    rooms = [
        (page, _room_below(letter.grids[page - 1], lines) / letter.pitch_pt)
        for page, lines in pages[:-1]
    ]
    wrong = (f"第{page}面空{room:.1f}行" for page, room in rooms if not figures.FILL.holds(room))
    return several(wrong, f"最多空{max(room for _, room in rooms):.1f}行")


def _room_below(grid: Grid, lines: Sequence[Line]) -> float:
    below = [bottom for _, bottom in grid.spans] + [each.bottom_pt for each in grid.page.pictures]
    lowest = max([lines[-1].bottom_pt, *below])
    return max(0.0, figures.TYPE_AREA_BOTTOM_MM * MM - lowest)


def lonely(letter: Letter) -> Result | None:
    """No page begins with the last line of a paragraph that began before it."""
    crossing = [
        part for part in letter.paragraphs if len(part) > 1 and part[0].page != part[-1].page
    ]
    if not crossing:
        return None
    wrong = (
        f"第{part[-1].page}面“{part[-1].text[:8]}…”"
        for part in crossing
        if part[-2].page != part[-1].page
    )
    return several(wrong, f"{len(crossing)}段跨面，都没有")


# ---------------------------------------------------------------- plain black type


def ink(reading: Reading) -> Result:
    """Everything is black but the letter head."""
    return several(_coloured(reading), "黑色")


def _coloured(reading: Reading) -> Iterator[str]:
    """Stretches of characters that are not black, as they are drawn."""
    in_head = {glyph for line in reading.head for glyph in line.glyphs}
    for page in reading.pages:
        colours = {each.colour for each in page.glyphs}
        pale_colours = {each for each in colours if not figures.INK.holds(max(each))}
        pale = [each for each in page.glyphs if pale_colours and each.colour in pale_colours]
        for colour, glyphs in groupby(
            (each for each in pale if each not in in_head), lambda each: each.colour
        ):
            text = "".join(glyph.character for glyph in glyphs)
            yield f"第{page.number}面“{text[:8]}”为RGB {','.join(map(str, colour))}"


def plain(letter: Letter) -> Result:
    """No bold type in the text, no line under it, through it or over it."""
    if not letter.text:
        return look("没有文字可测")
    heavy = (f"第{line.page}面“{bold[:8]}”加粗" for line in letter.text if (bold := _bold_of(line)))
    return several((*heavy, *_lined(letter)), "没有")


def _bold_of(line: Line) -> str:
    return "".join(each.character for each in line.glyphs if each.bold or is_heavy(each.font))


def _lined(letter: Letter) -> Iterator[str]:
    for line in (*letter.title, *letter.text):
        for rule in letter.pages[line.page - 1].rules:
            if how := _how_lined(line, rule):
                yield f"第{line.page}面“{line.text[:8]}…”{how}"
                break


def _how_lined(line: Line, rule: Shape) -> str:
    """What a rule does to a line of type, if it stands at it and spans characters that can be seen."""
    if rule.width_pt < rule.height_pt or rule.thickness_pt > _THIN_PT:
        return ""
    depth = (rule.top_pt + rule.bottom_pt) / 2 - line.baseline_pt
    if not -0.9 * line.size_pt < depth < _NEAR_BASELINE_EM * line.size_pt:
        return ""
    under = sum(
        rule.left_pt - 1 <= each.left_pt and each.right_pt <= rule.right_pt + 1
        for each in line.glyphs
    )
    if under < _FEWEST_LEFT_CHARS:
        return ""
    return "有下划线" if depth > 0 else "有删除线"


# ---------------------------------------------------------------- title, name


def title_break(letter: Reading) -> Result | None:
    """A title is broken between words."""
    if len(letter.title) < 2:
        return None
    words = torn(tuple(line.text for line in letter.title))
    return several((f"“{word}”分在两行" for word in words), f"{len(letter.title)}行，都断在词间")


def title_drop(letter: Letter) -> Result | None:
    """The title is not far down the page; under a letter head it hangs from the rules."""
    if not letter.title or not letter.pitch_pt or letter.is_headed:
        return None
    lines = (letter.title[0].top_pt - figures.TYPE_AREA_TOP_MM * MM) / letter.pitch_pt
    return several(
        [] if lines <= figures.TITLE_DROP.tolerance else [f"空{lines:.1f}行"],
        f"空{max(lines, 0):.1f}行",
    )


def issuer_gap(letter: Letter) -> Result | None:
    """The name stands near enough to the text for a seal to reach up to it; how near it may, `seal_room` says."""
    first = letter.names[0] if letter.names else letter.date
    text = [*letter.body, *letter.attachments]
    if first is None or not text or not letter.pitch_pt or text[-1].page != first.page:
        return None
    if _is_parted(letter.grids[first.page - 1], text[-1], first):
        return None
    lines = (first.baseline_pt - text[-1].baseline_pt) / letter.pitch_pt - 1
    wrong = [] if lines <= figures.ISSUER_GAP.tolerance else [f"空{lines:.1f}行"]
    return several(wrong, f"空{lines:.1f}行")
