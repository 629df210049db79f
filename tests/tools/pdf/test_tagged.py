"""What stands in the paragraphs of a tagged PDF, and what of it can be seen on paper."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object

from pipeline.tools.pdf.tagged import Sight, TaggedText, read_tagged


def read(content: str, *kinds: Object | int, parent: str = "/P") -> TaggedText:
    """A page of 300 × 400 points.

    Args:
        content: What is drawn.
        kinds: What its only paragraph holds: marked content, or structure.
        parent: The kind of the paragraph.
    """
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 400))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        page.obj.Contents = pikepdf.Stream(pdf, content.encode())
        block = Dictionary(Type=Name.StructElem, S=Name(parent), Pg=page.obj, K=Array([*kinds]))
        pdf.Root.StructTreeRoot = Dictionary(
            Type=Name.StructTreeRoot, K=Array([pdf.make_indirect(block)])
        )
        stream = io.BytesIO()
        pdf.save(stream)
    return read_tagged(stream.getvalue(), "函")


def drawn(*lines: tuple[float, float, str], mark: int = 0) -> str:
    """Words at places, as one piece of marked content."""
    words = "".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj " for x, y, text in lines)
    return f"/P <</MCID {mark}>> BDC BT /F 12 Tf {words}ET EMC "


def blocks(found: TaggedText) -> list[tuple[str, Sight]]:
    return [(each.text, each.seen) for each in found.blocks]


def test_lines_are_read_from_top_to_bottom_in_whatever_order_they_were_drawn() -> None:
    content = drawn((20, 300, "CD"), (50, 340, "B"), (20, 340, "A"))
    assert blocks(read(content, 0)) == [("ABCD", Sight.WHOLE)]


def test_raised_letters_stay_where_they_stand_in_their_line() -> None:
    content = drawn((20, 340, "A"), (50, 340, "C"), (35, 345, "B"))
    assert blocks(read(content, 0)) == [("ABC", Sight.WHOLE)]


@pytest.mark.parametrize(
    ("before", "at", "seen"),
    [
        ("", (20, 340), Sight.WHOLE),
        ("1 g ", (20, 340), Sight.FAINT),
        ("0.97 g ", (20, 340), Sight.FAINT),
        ("20 335 9 6 re W n ", (20, 340), Sight.CUT),
        ("20 330 40 40 re W n ", (20, 340), Sight.WHOLE),
        ("", (20, 405), Sight.OFF),
        ("", (20, -20), Sight.OFF),
        ("", (-60, 340), Sight.OFF),
    ],
)
def test_what_is_cut_off_pale_or_beside_the_page_is_not_seen(
    before: str, at: tuple[float, float], seen: Sight
) -> None:
    assert blocks(read(before + drawn((*at, "HHH")), 0)) == [("HHH", seen)]


def test_words_within_words_and_blocks_within_blocks_are_told_apart() -> None:
    content = drawn((20, 340, "A")) + drawn((20, 300, "B"), mark=1) + drawn((20, 260, "C"), mark=2)
    inline = Dictionary(S=Name.Span, K=Array([1]))
    inner = Dictionary(S=Name.P, K=2)
    reference = Dictionary(Type=Name.OBJR)
    found = read(content, 0, inline, reference, inner, parent="/Div")
    assert blocks(found) == [("AB", Sight.WHOLE), ("C", Sight.WHOLE)]


def test_what_belongs_to_no_paragraph_is_told_page_by_page() -> None:
    found = read(drawn((20, 340, "A")) + "BT /F 12 Tf 20 20 Td (7) Tj ET", 0)
    assert (blocks(found), found.others) == ([("A", Sight.WHOLE)], ("7",))


def test_structure_that_is_deeper_than_any_paper_is_not_followed_to_its_end() -> None:
    content = drawn((20, 340, "A")) + drawn((20, 300, "B"), mark=1)
    deep = Dictionary(S=Name.P, K=1)
    for _ in range(300):
        deep = Dictionary(S=Name.Div, K=Array([deep]))
    assert blocks(read(content, 0, deep, parent="/Div")) == [("A", Sight.WHOLE)]
