"""A PDF that cannot be read ends in words that name it, whatever was wanted of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from pipeline.errors import InputError, OutputError
from pipeline.tools.pdf.inspection import inspect_pdf
from pipeline.tools.pdf.lettering import pages_that_show
from pipeline.tools.pdf.lines import lines_of
from pipeline.tools.pdf.looks import looks
from pipeline.tools.pdf.merging import pages_that_say
from pipeline.tools.pdf.overlaying import overlaid
from pipeline.tools.pdf.tagged import read_tagged
from pipeline.tools.pdf.undrawn import undrawn


@pytest.fixture(params=[b"", b"%PDF-1.7 torn", b"no pdf"])
def damaged(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "坏.pdf"
    path.write_bytes(request.param)
    return path


@pytest.mark.parametrize(
    "use",
    [
        lambda path: looks(path.read_bytes()),
        lambda path: pages_that_show(path.read_bytes(), ["签字"]),
        lambda path: pages_that_say(path, ["签字"]),
        lambda path: overlaid(path.read_bytes(), [b""]),
    ],
    ids=["looks", "letters", "words", "overlays"],
)
def test_one_of_ours_is_to_be_made_again(damaged: Path, use: Callable[[Path], object]) -> None:
    with pytest.raises(OutputError, match=r"生成的PDF读不出来.*再做一次"):
        use(damaged)


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda path: lines_of(path, 1), "坏.pdf：打印件读不出来"),
        (lambda path: read_tagged(path.read_bytes(), "函"), "函：PDF的文字读不出来"),
        (lambda path: undrawn(path.read_bytes()), "PDF的字体读不出来"),
    ],
    ids=["lines", "structure", "fonts"],
)
def test_one_that_is_looked_into_is_told_of(
    damaged: Path, use: Callable[[Path], object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        use(damaged)


def test_a_page_or_a_file_that_is_not_there_is_told_with_the_name_of_the_file(
    tmp_path: Path,
) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "一页.pdf")
    assert lines_of(tmp_path / "一页.pdf", 1) == ()
    for path, number in ((tmp_path / "一页.pdf", 2), (tmp_path / "无.pdf", 1)):
        with pytest.raises(InputError, match=path.name):
            lines_of(path, number)


def test_overlays_have_to_be_as_many_as_pages(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "一页.pdf")
    with pytest.raises(OutputError, match="再做一次"):
        overlaid((tmp_path / "一页.pdf").read_bytes(), [b"", b""])


def test_a_pdf_without_pages_is_no_proof_of_anything(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(tmp_path / "空.pdf")
    assert inspect_pdf(tmp_path / "空.pdf").problem == "一页也没有"
