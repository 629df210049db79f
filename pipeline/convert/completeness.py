"""Proof that a PDF by LibreOffice shows all that its Word file says: each paragraph whole, at its place.

Each paragraph is looked for in the structure of the PDF, in the order of both: that the same words stand
somewhere else does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.dossier.privacy import scrub
from pipeline.errors import OutputError
from pipeline.tools.pdf.tagged import Block, Sight, TaggedText, read_tagged
from pipeline.tools.word.written import Written, written_paragraphs

_LONGEST, _MOST = 30, 5
"""Characters of a text, and further places, that a message names."""

_FEW = 3
"""Different characters that a paragraph may lack for want of a font."""

_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Mn", "Zs", "Zl", "Zp"))
_HYPHENS = frozenset("-\u2010\u2011\ufffe")
"""A line may end with one that is not in the text."""


@dataclass(frozen=True, slots=True)
class _Reason:
    why: str
    remedy: str


_ROW = _Reason(
    "这一行的行高是固定的，放不下",
    "在Word的“表格属性-行”里把行高值改为“最小值”，或者减少内容",
)
_BOX = _Reason("文本框的大小是固定的，放不下", "把文本框拉大，或改用表格")
_OFF_PAGE = _Reason("印到了纸的外面", "检查缩进、表格的宽度和页边距")
_HIDDEN = _Reason("它的格式是隐藏文字", "选中它，在“字体”里去掉“隐藏”")
_FAINT = _Reason(
    "它的字是白色的、极小，或被别的东西盖住", "改为黑色、正常大小的字，移开盖住它的东西"
)
_CUT_OFF = _Reason("被版面裁掉了一部分", "给它留出地方，或者减少内容")


def must_be_whole(
    word: bytes, pdf: bytes, *, name: str, template: bytes | None, absent: frozenset[str]
) -> frozenset[str]:
    """Refuse a PDF in which a paragraph of its Word file is not to be seen whole.

    Args:
        word: The `.docx`.
        pdf: What LibreOffice made of it.
        name: Name of the Word file, for messages.
        template: The template that it was filled in from: what that hides itself may stay hidden.  None
            where a hand made the file: all that it hides may.
        absent: Characters that the PDF shows nowhere.

    Returns:
        The characters that some paragraphs lack and nothing else: no font has a glyph for them.

    Raises:
        OutputError: Names the place, the text and the reason.
        TemplateError: The Word file cannot be read.
        InputError: The PDF cannot be read.
    """
    shown = read_tagged(pdf, name)
    if not shown.blocks:
        return absent
    own = None if template is None else _own_words(template, name)
    written = [each for each in written_paragraphs(word, name) if each.text.strip() or each.hidden]
    lost, undrawn = [], set[str]()
    for each, block in _matched(written, shown):
        gone = _gone(each, block)
        if gone and gone <= absent:
            undrawn |= gone
        elif block.seen is Sight.FAINT and absent & set(each.text):
            undrawn |= absent & set(each.text)  # a glyph of no ink
        elif reason := _reason(each, block, own):
            lost.append((each, reason))
    if lost:
        raise _refusal(lost, name)
    return frozenset(undrawn)


def _gone(each: Written, block: Block) -> set[str]:
    """The few characters of a paragraph that its block lacks; none where it lacks many, or its end."""
    if each.has_fixed_row and bare(each.text).startswith(bare(block.text)):
        return set()
    lacks = Counter(bare(each.text)) - Counter(bare(block.text))
    return set(lacks) if len(lacks) <= max(_FEW, len(each.text) // 3) else set()


def _own_words(template: bytes, name: str) -> frozenset[str]:
    """The texts of a template's paragraphs, and what they hide."""
    found = written_paragraphs(template, name)
    return frozenset(bare(text) for each in found for text in (each.text, each.hidden) if text)


def _reason(each: Written, block: Block, own: frozenset[str] | None) -> _Reason | None:
    """Why a paragraph is not to be seen whole; None where it is."""
    is_value = own is not None and bare(each.text) not in own
    is_there = not each.pieces or _shows(bare(block.text), each)
    if not is_there or block.seen in (Sight.CUT, Sight.OFF):
        if each.has_fixed_row:
            return _ROW
        if block.seen is Sight.OFF:
            return _OFF_PAGE
        if each.has_box:
            return _BOX
        if not is_there or is_value:
            return _CUT_OFF
    if own is not None and each.hidden and bare(each.hidden) not in own:
        return _HIDDEN
    return _FAINT if block.seen is Sight.FAINT and is_value else None


def _refusal(lost: Sequence[tuple[Written, _Reason]], name: str) -> OutputError:
    (first, reason), *others = lost
    text = " ".join((first.hidden if reason is _HIDDEN else first.text).split())
    cut = scrub(text)
    shown = cut if len(cut) <= _LONGEST else f"{cut[:_LONGEST]}…"
    places = "、".join(dict.fromkeys(each.place for each, _ in others[:_MOST]))
    more = (
        f"（还有{len(others)}处：{places}{'等' if len(others) > _MOST else ''}）" if others else ""
    )
    return OutputError(
        f"{first.place}的“{shown}”没有印全{more}",
        where=name,
        why=reason.why,
        remedy=reason.remedy,
    )


# ---------------------------------------------------------------- which is which


def bare(text: str) -> str:
    """A text without what a PDF may show otherwise: spaces, hyphens at the ends of lines, capitals."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (each for each in plain if each not in _HYPHENS)
    return "".join(each for each in kept if unicodedata.category(each) not in _DROPPED)


def _matched(written: Sequence[Written], shown: TaggedText) -> Iterator[tuple[Written, Block]]:
    """Each paragraph with the block of the PDF that shows it, or what there is of it."""
    body = [each for each in written if not each.is_in_margin and bare(each.text)]
    blocks = [each for each in shown.blocks if bare(each.text)]
    texts = [bare(each.text) for each in blocks]
    pairs = _aligned(body, texts)
    left = [place for place in range(len(blocks)) if place not in set(pairs.values())]
    # What stands out of order (text boxes), or outside of the structure (repeated rows).
    others = "\n".join((*(texts[place] for place in left), *map(bare, shown.others)))
    for number, each in enumerate(body):
        block = blocks[pairs[number]] if number in pairs else _NOTHING
        is_apart = _shows(others, each) or (
            bare(each.text) not in texts and _shows("".join(texts), each)
        )
        yield each, _whole(each) if is_apart and not _shows(bare(block.text), each) else block
    for each in written:
        if not each.is_in_margin and not bare(each.text):
            yield each, _NOTHING
    yield from _in_margins([each for each in written if each.is_in_margin], others)


_NOTHING = Block("", Sight.WHOLE)


def _whole(each: Written) -> Block:
    """A block for a paragraph that stands whole outside of the order, or in pieces."""
    return Block(each.text, Sight.WHOLE)


def _aligned(body: Sequence[Written], texts: Sequence[str]) -> dict[int, int]:
    """The block of each paragraph that has one: the best way to go through both in order."""
    wanted = [bare(each.text) for each in body]
    start = 0
    while start < min(len(wanted), len(texts)) and wanted[start] == texts[start]:
        start += 1
    end = 0
    while end < min(len(wanted), len(texts)) - start and wanted[-1 - end] == texts[-1 - end]:
        end += 1
    pairs = {place: place for place in range(start)}
    pairs |= {len(wanted) - 1 - each: len(texts) - 1 - each for each in range(end)}
    middle = range(start, len(wanted) - end), range(start, len(texts) - end)
    return pairs | _best_way(body, wanted, texts, *middle)


def _best_way(
    body: Sequence[Written], wanted: Sequence[str], texts: Sequence[str], down: range, across: range
) -> dict[int, int]:
    """Pairs of the largest likeness in all (Needleman and Wunsch)."""
    likeness = [[_likeness(body[i], wanted[i], texts[j]) for j in across] for i in down]
    best = [[0] * (len(across) + 1) for _ in range(len(down) + 1)]
    for i in reversed(range(len(down))):
        for j in reversed(range(len(across))):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs = {}
    i = j = 0
    while i < len(down) and j < len(across):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[down[i]] = across[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(each: Written, wanted: str, text: str) -> int:
    """3 for the same, 2 for more or less of the same, 1 for some of the same characters, 0 for others."""
    if wanted == text:
        return 3
    if text in wanted or _shows(text, each):
        return 2
    common = sum((Counter(wanted) & Counter(text)).values())
    return 1 if common * 3 >= 2 * max(len(wanted), len(text)) else 0


def _shows(text: str, each: Written) -> bool:
    """Whether a bare text has a paragraph in it; of what is read from the right, whether it has its letters."""
    pattern = ".*?".join(re.escape(bare(piece)) for piece in each.pieces)
    if re.search(pattern, text):
        return True
    from_right = any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in each.text)
    return from_right and not Counter(bare(each.text)) - Counter(text)


_FROM_RIGHT = frozenset(("R", "AL"))


def _in_margins(margins: Sequence[Written], others: str) -> Iterator[tuple[Written, Block]]:
    """Heads and feet; one of which nothing is shown belongs to pages that there are not."""
    parts: dict[str, list[Written]] = {}
    for each in margins:
        parts.setdefault(each.part, []).append(each)
    for group in parts.values():
        stands = [_shows(others, each) for each in group]
        for each, does in zip(group, stands, strict=True):
            yield each, _whole(each) if does or not any(stands) else _NOTHING
