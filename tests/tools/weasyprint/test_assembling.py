"""Papers and packets put together from drawn pages."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from pipeline.errors import ToolMissingError
from pipeline.tools.pdffile import PdfFile
from pipeline.tools.weasyprint import embedding, fontfiles
from pipeline.tools.weasyprint.assembling import BLANK, Combined, Section, put_together, write
from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.drawn import Drawn, Face
from tests.tools.weasyprint.test_drawing import CHINESE, laid_out

LINKED = """<h1>{0}</h1><h2>{0}一</h2><p><a href="#end">到末尾</a> <a href="https://a.cn/?a=(1)">外</a></p>
<table><tr><th>甲</th></tr><tr><td>{0}</td></tr></table>
<p id="end" style="break-before: page">{0}末尾</p><h3>{0}三</h3>"""
TABLE = (
    "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tr><td>{0}</td><td>丁</td></tr></table>"
)


STYLE = """@page :right { @bottom-right { content: none } } @page :left { @bottom-left { content: none } }
h1 { bookmark-level: 1 } h2 { bookmark-level: 2 } h3 { bookmark-level: 3 }
h1, h2, h3 { bookmark-label: content() }"""


def drawn(body: str = "一", *, style: str = "") -> Drawn:
    return draw(laid_out(body, style=STYLE + style))


def paper(words: str) -> Drawn:
    return drawn(LINKED.format(words))


@dataclass
class Read:
    """A PDF, read."""

    reader: PdfReader

    @property
    def catalog(self) -> Any:
        root: Any = self.reader.trailer["/Root"]
        return root

    @property
    def bookmarks(self) -> list[tuple[int, str, int | None]]:
        return list(self._bookmarks(self.reader.outline, 1))

    def _bookmarks(self, entries: Any, level: int) -> Any:
        for entry in entries:
            if isinstance(entry, list):
                yield from self._bookmarks(entry, level + 1)
            else:
                yield level, entry.title, self.reader.get_destination_page_number(entry)

    @property
    def leads_to(self) -> list[int | None]:
        """Pages that links within the file lead to, counted from 0."""
        names: Any = self.reader.named_destinations
        annotations: list[Any] = [
            annotation.get_object()
            for page in self.reader.pages
            for annotation in page.get("/Annots", [])
        ]
        targets = [each["/Dest"] for each in annotations if "/Dest" in each]
        return [self.reader.get_destination_page_number(names[target]) for target in targets]

    def elements(self, kind: str = "") -> list[Any]:
        found: list[Any] = []
        self._elements(self.catalog["/StructTreeRoot"]["/K"], kind, found)
        return found

    def _elements(self, kids: Any, kind: str, found: list[Any]) -> None:
        for kid in kids:
            each = kid.get_object()
            if not isinstance(each, int) and "/S" in each:
                if each["/S"] == kind or not kind:
                    found.append(each)
                self._elements(each["/K"], kind, found)


def read(pdf: bytes) -> Read:
    return Read(PdfReader(io.BytesIO(pdf), strict=True))


def packet(*papers: Drawn, **options: Any) -> tuple[Combined, Read]:
    combined = put_together([Section(each, **options) for each in papers], title="签字材料")
    return combined, read(combined.pdf)


# ------------------------------------------------------------------------------ one paper


def test_a_paper_has_title_makers_labels_and_opens_at_actual_size() -> None:
    one = read(write(draw(laid_out("一", head='<meta name="author" content="某某(1)">'))))
    assert one.reader.metadata == {
        "/Title": "一", "/Producer": "WeasyPrint 70.0", "/Author": "某某(1)",
    }  # fmt: skip
    assert str(one.catalog["/OpenAction"][1:]) == "['/XYZ', NullObject, NullObject, 1]"
    assert dict(one.catalog["/ViewerPreferences"]) == {
        "/DisplayDocTitle": True, "/PrintScaling": "/None",
    }  # fmt: skip
    assert (one.catalog["/Lang"], one.catalog["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
    assert one.reader.page_labels == ["1"]


def test_bookmarks_stand_below_one_another_though_levels_are_skipped() -> None:
    levels = {"甲": 3, "乙": 2, "丙": 4, "丁": 3, "戊": 1, "己": 2}
    body = "".join(
        f'<p style="bookmark-level: {level}; bookmark-label: content()">{words}</p>'
        for words, level in levels.items()
    )
    one = read(write(drawn(body)))
    assert [(level, words) for level, words, _ in one.bookmarks] == [
        (1, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (1, "戊"), (2, "己"),
    ]  # fmt: skip
    assert one.catalog["/Outlines"]["/Count"] == 6
    closed = read(write(drawn(body, style="p { bookmark-state: closed }")))
    assert closed.catalog["/Outlines"]["/Count"] == 3
    assert closed.catalog["/Outlines"]["/First"]["/Next"]["/Count"] == -2


def test_links_lead_to_their_places_and_are_held_by_the_structure() -> None:
    one = read(write(paper("书")))
    assert one.leads_to == [1]
    first: Any = one.reader.pages[0]
    inside, outside = (each.get_object() for each in first["/Annots"])
    assert (inside["/Dest"], outside["/A"]["/URI"]) == ("end", "https://a.cn/?a=(1)")
    parents = one.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    by_key = dict(zip(parents[::2], parents[1::2], strict=True))
    for annotation in (inside, outside):
        holder = by_key[annotation["/StructParent"]].get_object()
        assert holder["/S"] == "/Link"
        assert holder["/K"][0]["/Obj"].get_object() == annotation


def test_every_marked_content_leads_to_its_element() -> None:
    footer = "@page { @bottom-center { content: '页脚' } }"
    one = read(write(drawn(LINKED.format("书"), style=footer)))
    parents = one.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    pages: Any = one.reader.pages
    for place, page in enumerate(pages):
        assert page["/StructParents"] == parents[2 * place] == place
        assert len(parents[2 * place + 1]) == page.get_contents().get_data().count(b"/MCID")
        for mark, element in enumerate(parents[2 * place + 1]):
            assert mark in element.get_object()["/K"]
            assert element.get_object()["/Pg"].get_object() == page


def test_the_same_pages_give_the_same_bytes() -> None:
    one = paper("书")
    assert write(one) == write(one) == write(paper("书"))


def test_a_file_of_many_objects_is_read_by_strict_readers() -> None:
    body = "".join(f"<h2>{number}</h2>{TABLE.format(number)}" for number in range(200))
    one = read(write(drawn(body)))
    assert len(one.elements("/TD")) == 400
    assert len(one.bookmarks) == 200


# ------------------------------------------------------------------------------ fonts


def fonts(one: Read) -> dict[str, Any]:
    found = {}
    for page in one.reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            found[str(font.get_object()["/BaseFont"])] = font.get_object()
    return found


def test_a_font_goes_into_a_packet_once_with_the_glyphs_of_all_papers() -> None:
    papers = [drawn("甲乙丙"), drawn("丁戊己")]
    combined, one = packet(*papers)
    (font,) = fonts(one).values()
    program = font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile3"].get_object()
    assert combined.pdf.count(b"/Subtype/OpenType") == 1
    alone = [
        each["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile3"].get_data()
        for each in (next(iter(fonts(read(write(paper))).values())) for paper in papers)
    ]
    assert len(program.get_data()) > max(map(len, alone))
    assert "".join(page.extract_text() for page in one.reader.pages) == "甲乙丙丁戊己"


def test_a_font_under_two_names_is_embedded_once() -> None:
    body = '<p style="font-family: FandolFang">甲</p><p style="font-family: \'FandolFang Text\'">乙</p>'
    pdf = write(drawn(body))
    assert pdf.count(b"/Subtype/OpenType") == 1
    assert [name.partition("+")[2] for name in fonts(read(pdf))] == ["FandolFang-Regular"]


def test_the_same_glyphs_are_cut_out_of_a_font_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(face: Face, glyphs: Collection[int]) -> bytes:
        asked.append(glyphs)
        return fontfiles.embedded(face, glyphs)

    monkeypatch.setattr(embedding, "embedded", counted)
    one = drawn("戊戌变法")
    assert write(one) == write(one)
    assert len(asked) == 1
    write(drawn("戊戌变"))
    assert len(asked) == 2


def test_a_font_that_was_replaced_or_removed_since_is_told_of() -> None:
    one = drawn("甲")
    (face,) = one.faces
    for other, why in (
        (msgspec.structs.replace(face, checksum=face.checksum ^ 1), "另一版本"),
        (msgspec.structs.replace(face, file="/nowhere/a.otf"), "读不出来"),
    ):
        with pytest.raises(ToolMissingError, match=why):
            write(msgspec.structs.replace(one, faces=(other,)))


def test_more_than_800_glyphs_of_a_large_truetype_font_are_embedded() -> None:
    signs = "".join(map(chr, range(0x3400, 0x3400 + 1200)))
    style = "body { font: 6px/1 'BabelStone Han'; overflow-wrap: anywhere }"
    drawn_signs = drawn(signs, style=style)
    place = [face.family for face in drawn_signs.faces].index("BabelStone Han")
    used = (each for page in drawn_signs.pages for each in page.glyphs if each.face == place)
    assert len({glyph for each in used for glyph in each.widths}) > 800
    pdf = write(drawn_signs)
    assert len(pdf) < 1_500_000
    one = read(pdf)
    shown = "".join(page.extract_text() for page in one.reader.pages)
    assert set(shown) - {"\n"} == set(signs)


def test_widths_are_written_by_runs() -> None:
    assert embedding._widths({}) == b"[]"
    assert embedding._widths({3: 500, 4: 600, 9: 1000}) == b"[3[500 600 ]9[1000 ]]"


# ------------------------------------------------------------------------------ packets


def test_papers_start_on_fresh_sheets_and_blank_backs_have_no_number() -> None:
    combined, one = packet(drawn("甲"), paper("乙"), drawn("丙"))
    assert (combined.first_pages, combined.page_count) == ((1, 3, 5), 5)
    assert [page.extract_text() == "" for page in one.reader.pages] == [
        False, True, False, False, False,
    ]  # fmt: skip
    assert one.reader.page_labels == ["1", "", "1", "2", "1"]
    back = one.reader.pages[1]
    assert [round(float(side)) for side in back.mediabox] == [0, 0, 595, 842]
    assert not back.get("/Annots")


def test_a_paper_may_follow_on_the_back() -> None:
    combined = put_together(
        [Section(drawn("甲")), Section(drawn("乙"), fresh_sheet=False)], title="一"
    )
    assert (combined.first_pages, combined.page_count) == ((1, 2), 2)


def test_links_of_papers_with_the_same_anchors_stay_within_their_paper() -> None:
    _, one = packet(paper("甲"), paper("乙"))
    assert one.leads_to == [1, 3]


def test_bookmarks_are_named_as_the_packet_wants_them_or_stay() -> None:
    own = [(1, "甲"), (2, "甲一"), (3, "甲三")]
    _, one = packet(paper("甲"))
    assert [each[:2] for each in one.bookmarks] == own
    _, named = packet(paper("甲"), paper("乙"), bookmark="提名书")
    assert named.bookmarks == [
        (1, "提名书", 0), (2, "甲一", 0), (3, "甲三", 1), (1, "提名书", 2), (2, "乙一", 2), (3, "乙三", 3),
    ]  # fmt: skip
    _, bare = packet(drawn("一"), bookmark="承诺书")
    assert bare.bookmarks == [(1, "承诺书", 0)]


def test_the_structure_of_all_papers_is_kept_and_ids_are_unique() -> None:
    papers = [paper("甲"), paper("乙"), paper("甲")]
    _, one = packet(*papers)
    kinds = [element["/S"] for element in one.elements()]
    alone = [element["/S"] for each in papers for element in read(write(each)).elements()[1:]]
    assert kinds == ["/Document", *alone]
    ids = [element["/ID"] for element in one.elements("/TH")]
    assert len(set(ids)) == len(ids) == 3
    for header, cell in zip(ids, one.elements("/TD"), strict=True):
        assert cell["/A"]["/Headers"] == [header]
    named = one.catalog["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert [each.get_object() for each in named[1::2]] == one.elements("/TH")


def test_a_picture_goes_into_a_packet_once() -> None:
    picture = '<img src="photo:b.png" alt="图" style="width: 30px">'
    papers = [drawn(picture * 2), drawn(picture + "一")]
    assert papers[0].pictures == papers[1].pictures
    combined, _ = packet(*papers)
    assert combined.pdf.count(b"/Subtype /Image") == 2  # it and its mask


def test_a_packet_has_its_own_title_and_may_hold_a_paper_twice() -> None:
    one = paper("甲")
    combined, both = packet(one, one)
    assert both.reader.metadata
    assert both.reader.metadata.title == "签字材料"
    assert combined.page_count == 4
    assert both.leads_to == [1, 3]


def test_fonts_of_the_pages_are_those_of_groups_too() -> None:
    one = read(write(drawn(f'<div style="opacity: .5">{CHINESE}</div>')))
    resources: Any = one.reader.pages[0]["/Resources"]
    (group,) = resources["/XObject"].values()
    assert group.get_object()["/Resources"]["/Font"] == resources["/Font"]


def test_the_blank_page_is_empty_and_of_a4() -> None:
    assert not BLANK.glyphs
    assert [round(side / 72 * 25.4) for side in BLANK.media] == [0, 0, 210, 297]


def test_pages_drawn_elsewhere_can_be_written_where_no_template_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = paper("甲")
    monkeypatch.chdir(tmp_path)
    assert read(write(one)).bookmarks


def test_a_font_that_shows_nothing_is_embedded_all_the_same() -> None:
    one = read(write(drawn('一<span style="font-family: FandolHei">\u200b</span>二')))
    assert any(name.partition("+")[2].startswith("FandolHei") for name in fonts(one))


# ------------------------------------------------------------------------------ fit to be kept


def claims(pdf: bytes) -> tuple[bool, bool]:
    """Whether a file says that it lasts, and that it can be read aloud."""
    data = read(pdf).catalog["/Metadata"].get_data()
    return b"<pdfaid:part>2</pdfaid:part>" in data, b"<pdfuaid:part>1</pdfuaid:part>" in data


INKS = '<p style="color: device-cmyk(0 1 0 0)">一</p>'


@pytest.mark.parametrize(
    ("body", "claimed"),
    [
        (LINKED.format("一") + '<img src="photo:a.jpg" alt="图">', (True, True)),
        ("<h1>一</h1><h3>二</h3>", (True, False)),
        ("<h2>一</h2>", (True, False)),
        (
            "<table><tr><td>一</td><td>二</td></tr><tr><th>三</th><td>四</td></tr></table>",
            (True, False),
        ),
        (INKS, (False, True)),
        (f'<div style="opacity: .5">{INKS}</div>', (False, True)),
    ],
    ids=["sound", "skipped", "late", "headless", "inks", "inks-in-a-group"],
)
def test_a_file_claims_only_what_it_is_fit_for(body: str, claimed: tuple[bool, bool]) -> None:
    assert claims(write(drawn(body))) == claimed


def test_a_picture_in_the_inks_of_a_printer_is_not_for_keeping() -> None:
    one = drawn('<img src="photo:a.jpg" alt="图">')
    ((digest, picture),) = one.pictures.items()
    inks = picture.entries.replace(b"/DeviceRGB", b"/DeviceCMYK")
    assert inks != picture.entries
    other = msgspec.structs.replace(picture, entries=inks)
    assert claims(write(msgspec.structs.replace(one, pictures={digest: other}))) == (False, True)


@pytest.mark.parametrize("lacks", ["title", "lang"])
def test_a_file_without_title_or_language_cannot_be_read_aloud(lacks: str) -> None:
    assert claims(write(msgspec.structs.replace(drawn(), **{lacks: ""}))) == (True, False)


def test_pages_by_themselves_begin_with_their_topmost_heading() -> None:
    whole = drawn('<h1>零</h1><h2 style="break-before: page">一</h2><h3>二</h3><h2>三</h2>')
    _, one = packet(whole.stretch(1, 2))
    roles = [each["/S"] for each in one.elements() if each["/S"] in {"/H1", "/H2", "/H3"}]
    assert roles == ["/H1", "/H2", "/H1"]
    assert claims(put_together([Section(whole.stretch(1, 2))], title="一").pdf) == (True, True)


def test_a_file_is_known_by_what_is_in_it() -> None:
    ids: list[Any] = [read(write(drawn(words))).reader.trailer["/ID"] for words in "甲乙甲"]
    assert ids[0] == ids[2] != ids[1]
    assert [len(each.original_bytes) for each in ids[0]] == [16, 16]


@pytest.mark.parametrize("data", [b"1\r", b"1\n", b"1", b""])
def test_what_ends_a_stream_is_none_of_it(data: bytes) -> None:
    pdf = PdfFile()
    info, catalog = pdf.add(b"<<>>"), pdf.add(b"<<>>")
    pdf.add_stream(data, is_deflated=False)
    raw = pdf.written(catalog=catalog, info=info).partition(b"stream\n")[2]
    body = raw.partition(b"endstream")[0]
    end = b"\r\n" if body.endswith(b"\r\n") else b"\n"
    assert body.removesuffix(end) == data


def test_links_are_printed_and_no_picture_is_smoothed_by_readers() -> None:
    pdf = write(drawn(LINKED.format("一") + '<img src="photo:c.png" alt="图">'))
    links: list[Any] = read(pdf).reader.pages[0]["/Annots"]  # type: ignore[assignment]
    assert [link.get_object()["/F"] for link in links] == [4, 4]
    assert b"/Interpolate" not in pdf


def test_pages_by_themselves_take_along_the_pictures_in_what_shines_through() -> None:
    picture = '<img src="photo:b.png" alt="图" style="width: 30px">'
    other = '<img src="photo:d.png" alt="另图" style="width: 30px">'
    pages = f'<p style="opacity: .5">{picture}</p><p style="break-before: page">{other}</p>'
    whole = drawn(pages)
    first, second = whole.stretch(0, 1), whole.stretch(1, 2)
    assert first.pictures
    assert second.pictures
    assert not set(first.pictures) & set(second.pictures)
    assert write(first).count(b"/Subtype /Image") == write(drawn(picture)).count(b"/Subtype /Image")


def test_a_picture_on_two_pages_is_kept_once() -> None:
    picture = (
        '<p style="break-before: page"><img src="photo:b.png" alt="图" style="width: 30px"></p>'
    )
    whole = drawn(picture * 2)
    assert whole.page_count == 2
    assert whole.pictures == drawn(picture).pictures
