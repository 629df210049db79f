"""Letters of drawn pages stand where pdfium finds them in the finished file."""

from __future__ import annotations

import pytest

from pipeline.papers.zones import PageLetters
from pipeline.tools.pdf.lettering import pages_that_show
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.lettering import drawn_pages_that_show
from pipeline.tools.weasyprint.measured import Measuring
from tests.tools.weasyprint.test_drawing import laid_out

BODY = """<p>没有标签的一页，也写着签字两字</p>
<p style='break-before: page; letter-spacing: 2px'>第一完成人（签字）：<span class='blank'>_____</span></p>
<div style='position: relative; left: 30px; transform: translate(5px, 9px)'>2023年8月20日，Ladle 42</div>
<table><tr><td style='width: 60px'>社会组织全称(盖章)</td><td>㎡ 云江市总工会</td></tr></table>"""


def test_drawn_letters_stand_where_pdfium_finds_them() -> None:
    drawn = draw(laid_out(BODY))
    for label in ("第一完成人（签字）：", "社会组织 全称 (盖章)"):
        (found,) = drawn_pages_that_show(Measuring(drawn), [label])
        (wanted,) = pages_that_show(write(drawn), [label])
        assert found.page == wanted.page == 2
        assert words(found) == words(wanted)
        for one, other in zip(found.letters, wanted.letters, strict=True):
            assert one.left == pytest.approx(other.left, abs=0.05), one
            assert one.right == pytest.approx(other.right, abs=0.6), (
                one
            )  # letter-spacing is pdfium's too
            assert one.baseline == pytest.approx(other.baseline, abs=0.05), one
            assert one.top == pytest.approx(other.top, abs=0.7), one
            assert one.bottom == pytest.approx(other.bottom, abs=0.7), one


def words(page: PageLetters) -> str:
    return "".join(letter.character for letter in page.letters)


def test_a_page_without_the_label_is_not_among_them() -> None:
    assert drawn_pages_that_show(Measuring(draw(laid_out(BODY))), ["（单位公章）"]) == ()
