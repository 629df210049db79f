"""Papers merged into packets look and read as before, carry each font once, open as they should."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import ImageChops
from pypdf import PdfReader

from pipeline.errors import OutputError
from pipeline.tools.pdf.merging import Merged, Part, merge, page_count
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.assembling import Section, put_together
from pipeline.tools.weasyprint.drawn import Drawn
from tests.bundle.test_packets import font_names

TEXTS = (
    "钢包底吹透气砖快换夹具，单次更换时间由52分钟缩短至18分钟。Ladle 42",
    "地铁车辆受电弓碳滑板磨耗快速测量尺，年节约136.5万元。Carbon 2023",
    "钢包与地铁：古建筑糟朽木柱不落架墩接操作法，Ladle & Carbon。",
)
FONTS = {"cff": "FandolFang", "glyf": "DejaVu Serif"}


@cache
def drawn(text: str, font: str = "FandolFang", pages: int = 1, title: str = "文书") -> Drawn:
    body = "<div style='break-before: page'></div>".join(f"<h1>{text}</h1>" for _ in range(pages))
    html = (
        f'<html lang="zh-CN"><head><title>{title}</title></head><body style="font-family: {font}, '
        f'FandolSong; font-size: 20pt">{body}<table><tr><th>一</th><td>{text[::-1]}</td></tr></table></body></html>'
    )
    resources = layout.Resources((Path(__file__).parent,))
    return drawing.draw(layout.lay_out(html, resources=resources, where=title))


@cache
def pdf(text: str, font: str = "FandolFang", pages: int = 1) -> bytes:
    return assembling.write(drawn(text, font, pages))


def write(folder: Path, *papers: bytes) -> list[Part]:
    parts = []
    for number, data in enumerate(papers, start=1):
        path = folder / f"{number}.pdf"
        path.write_bytes(data)
        parts.append(Part(path, f"第{number}份"))
    return parts


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def pictures(data: bytes) -> list[Any]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=1).to_pil().convert("L") for page in document]


def same_picture(one: Any, other: Any) -> bool:
    darkest: Any = ImageChops.difference(one, other).getextrema()[1]
    return bool(one.size == other.size and darkest <= 8)


def assert_holds(packet: bytes, first_pages: Sequence[int], papers: Sequence[bytes]) -> None:
    """Every paper stands in the packet as it was, to the eye and to a search."""
    shown, read = pictures(packet), texts(packet)
    for first, paper in zip(first_pages, papers, strict=True):
        for place, (picture, text) in enumerate(
            zip(pictures(paper), texts(paper), strict=True), start=first - 1
        ):
            assert same_picture(shown[place], picture)
            assert read[place] == text


# ---------------------------------------------------------------- merging finished PDFs


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_papers_in_different_subsets_of_a_font_look_and_read_as_before(
    font: str, tmp_path: Path
) -> None:
    papers = [pdf(text, font) for text in TEXTS]
    merged = merge(write(tmp_path, *papers), title="签字材料")
    assert_holds(merged.data, merged.first_pages, papers)


def test_the_same_paper_twice_costs_next_to_nothing(tmp_path: Path) -> None:
    paper = pdf(TEXTS[0])
    once = merge(write(tmp_path, paper), title="一").data
    twice = merge(write(tmp_path, paper, paper), title="一").data
    assert len(twice) < len(once) * 1.2


def test_every_paper_starts_on_a_fresh_sheet(tmp_path: Path) -> None:
    papers = [pdf(TEXTS[0], pages=count) for count in (1, 2, 3, 1)]
    merged = merge(write(tmp_path, *papers), title="一")
    assert merged.first_pages == (1, 3, 5, 9)
    assert merged.pages == 9 == page_count(merged.data)
    assert [number for number, text in enumerate(texts(merged.data), 1) if not text] == [2, 8]
    assert_holds(merged.data, merged.first_pages, papers)


def test_a_paper_that_needs_no_fresh_sheet_follows_at_once(tmp_path: Path) -> None:
    first, second = write(tmp_path, pdf(TEXTS[0]), pdf(TEXTS[1]))
    merged = merge([first, Part(second.path, "二", fresh_sheet=False)], title="一")
    assert (merged.first_pages, merged.pages) == ((1, 2), 2)


def test_blank_backs_are_a4(tmp_path: Path) -> None:
    merged = merge(write(tmp_path, pdf(TEXTS[0]), pdf(TEXTS[1])), title="一")
    sizes = {
        tuple(map(round, page.mediabox[2:])) for page in PdfReader(io.BytesIO(merged.data)).pages
    }
    assert sizes == {(595, 842)}


def check_opening(data: bytes, title: str) -> None:
    reader = PdfReader(io.BytesIO(data))
    catalog: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    page, *how = catalog["/OpenAction"]
    assert page.get_object() == reader.pages[0].get_object()
    assert str(how) == "['/XYZ', NullObject, NullObject, 1]" or how[0] == "/XYZ"
    assert how[3] == 1
    assert not {"/CreationDate", "/ModDate"} & set(reader.metadata)


def bookmarks(data: bytes) -> list[tuple[str, int]]:
    reader = PdfReader(io.BytesIO(data))
    return [
        (each.title or "", (reader.get_destination_page_number(each) or 0) + 1)
        for each in reader.outline
        if not isinstance(each, list)
    ]


def test_a_packet_has_title_and_bookmarks_and_opens_at_actual_size(tmp_path: Path) -> None:
    merged = merge(write(tmp_path, pdf(TEXTS[0]), pdf(TEXTS[1])), title="P01-张三-签字材料")
    check_opening(merged.data, "P01-张三-签字材料")
    assert bookmarks(merged.data) == [("第1份", 1), ("第2份", 3)]


def test_pages_are_labelled_as_in_their_papers_and_blank_backs_not_at_all(tmp_path: Path) -> None:
    first, second = write(tmp_path, pdf(TEXTS[0]), pdf(TEXTS[1], pages=3))
    merged = merge([first, replace(second, of_page=2, page_count=2)], title="一")
    assert PdfReader(io.BytesIO(merged.data)).page_labels == ["1", "", "2", "3"]


def streams(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as document:
        return [each.read_raw_bytes() for each in document.objects if isinstance(each, Stream)]


def test_of_a_stretch_nothing_is_carried_that_only_other_pages_show(tmp_path: Path) -> None:
    path = tmp_path / "1.pdf"
    with (
        Pdf.new() as paper
    ):  # as LibreOffice has it: every page has the resources of the whole paper
        shown = Stream(
            paper, b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
        )
        resources = paper.make_indirect(Dictionary(XObject=Dictionary(Im4=shown)))
        for content in (b"/Im4 Do", b"0 0 9 9 re f"):
            paper.add_blank_page()
            paper.pages[-1].obj.Resources = resources
            paper.pages[-1].obj.Contents = Stream(paper, content)
        paper.save(path)
    counts = [
        len(streams(merge([Part(path, "一", of_page=page, page_count=1)], title="一").data))
        for page in (1, 2)
    ]
    assert counts[0] == counts[1] + 1


def test_merging_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    papers = [pdf(TEXTS[0]), pdf(TEXTS[1])]

    def once() -> Merged:
        return merge(write(tmp_path, *papers), title="一")

    assert once() == once()


@pytest.mark.parametrize("content", [None, b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_a_part_that_is_missing_or_broken_is_named(content: bytes | None, tmp_path: Path) -> None:
    good, bad = write(tmp_path, pdf(TEXTS[0]), content or b"")
    if content is None:
        bad.path.unlink()
    with pytest.raises(OutputError, match=r"2\.pdf：合并不了这份文件"):
        merge([good, bad], title="一")


def test_pages_are_counted_and_what_is_no_pdf_is_refused() -> None:
    assert page_count(pdf(TEXTS[0], pages=3)) == 3
    for data in (b"", b"no pdf", pdf(TEXTS[0])[:200]):
        with pytest.raises(OutputError, match="PDF读不出来"):
            page_count(data)


# ---------------------------------------------------------------- combining pages that are laid out


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_combined_papers_look_and_read_as_they_do_alone(font: str) -> None:
    papers = [drawn(text, font) for text in TEXTS]
    combined = put_together([Section(paper) for paper in papers], title="签字材料")
    assert_holds(combined.pdf, combined.first_pages, [pdf(text, font) for text in TEXTS])
    names = font_names(combined.pdf)
    assert len(names) == len(set(names))


def test_combined_papers_start_on_fresh_sheets_unless_they_need_not() -> None:
    one, three = drawn(TEXTS[0]), drawn(TEXTS[1], pages=3)
    combined = put_together([Section(three), Section(one), Section(one)], title="一")
    assert (combined.first_pages, combined.page_count) == ((1, 5, 7), 7)
    close = put_together([Section(three), Section(one, fresh_sheet=False)], title="一")
    assert (close.first_pages, close.page_count) == ((1, 4), 4)
    assert [not text for text in texts(combined.pdf)] == [
        False,
        False,
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_combined_packet_has_title_and_bookmarks_and_opens_at_actual_size() -> None:
    sections = [Section(drawn(TEXTS[0]), "提名书"), Section(drawn(TEXTS[1]), "承诺书")]
    combined = put_together(sections, title="P01-张三-签字材料")
    check_opening(combined.pdf, "P01-张三-签字材料")
    assert bookmarks(combined.pdf) == [("提名书", 1), ("承诺书", 3)]


def test_a_section_without_a_bookmark_keeps_its_own() -> None:
    combined = put_together([Section(drawn("标题"))], title="一")
    assert bookmarks(combined.pdf) == [("标题", 1)]


def tags(data: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(data))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(catalog["/StructTreeRoot"])
    return found


def test_tags_of_every_combined_paper_are_kept() -> None:
    alone = [tags(pdf(text)) for text in TEXTS[:2]]
    combined = tags(put_together([Section(drawn(text)) for text in TEXTS[:2]], title="一").pdf)
    for kind in ("/H1", "/Table", "/TR", "/TD"):
        expected = sum(each.count(kind) for each in alone)
        assert expected >= 2
        assert combined.count(kind) == expected


def test_combining_leaves_the_papers_as_they_were_and_gives_the_same_bytes() -> None:
    paper = drawn(TEXTS[2])
    before = assembling.write(paper)
    first = put_together([Section(paper, "别名"), Section(drawn(TEXTS[0]), "二")], title="一")
    again = put_together([Section(paper, "别名"), Section(drawn(TEXTS[0]), "二")], title="一")
    assert first == again
    assert assembling.write(paper) == before


def test_both_ways_to_a_packet_put_papers_on_the_same_pages(tmp_path: Path) -> None:
    papers = [(TEXTS[0], 3), (TEXTS[1], 1), (TEXTS[2], 2)]
    merged = merge(write(tmp_path, *(pdf(text, pages=count) for text, count in papers)), title="一")
    combined = put_together(
        [Section(drawn(text, pages=count)) for text, count in papers], title="一"
    )
    assert (merged.first_pages, merged.pages) == (combined.first_pages, combined.page_count)
    assert texts(merged.data) == texts(combined.pdf)


def test_a_link_out_of_a_paper_still_leads_there(tmp_path: Path) -> None:
    address = "https://example.com/wuxiao"
    paper = pdf(f'<a href="{address}">通知原文</a>')
    with pikepdf.open(io.BytesIO(merge(write(tmp_path, paper), title="包").data)) as made:
        (link,) = made.pages[0].Annots
        assert str(link.A.URI) == address
