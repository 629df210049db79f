"""Drawn pages are plain data, and show what WeasyPrint itself would have written."""

from __future__ import annotations

import io
import pickle
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader
from weasyprint.css.properties import Dimension

from pipeline.errors import MissingGlyphError, TemplateError
from pipeline.tools.weasyprint import shortcuts, styles, text
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.drawn import FORMAT, Drawn, Tag, decode, encode
from pipeline.tools.weasyprint.layout import LaidOut, Resources, lay_out
from tests.render.cases import ROOT, TEMPLATES, picture

STYLE = """@page { size: 300px 400px; margin: 20px }
body { font: 14px/1.4 var(--fang); text-align: justify; hyphens: manual }
table { border-collapse: collapse } td, th { border: 1px solid }"""
CHINESE = "五小活动是职工群众性“经济技术创新”活动，共12项（含Ladle 42），提效30%、降耗￥15。" * 4


def laid_out(body: str, *, style: str = "", head: str = "", lang: str = "zh-CN") -> LaidOut:
    html = (
        f'<html lang="{lang}"><head><title>一</title><link rel="stylesheet" href="official.css">'
        f"<style>{STYLE}{style}</style>{head}</head><body>{body}</body></html>"
    )
    photos = {
        "a.jpg": picture(60, 40),
        "b.png": _seen_through(),
        "c.png": picture(9, 9, kind="PNG"),
        "d.png": _seen_through(half=True),
    }
    resources = Resources((TEMPLATES / "_shared",), photos)
    return lay_out(html, resources=resources, where="文书")


def _seen_through(*, half: bool = False) -> bytes:
    data = io.BytesIO()
    grey = Image.linear_gradient("L").resize((30, 20))
    alpha = Image.new("L", (30, 20), 128) if half else grey
    Image.merge("RGBA", [grey, grey, grey, alpha]).save(data, "PNG")
    return data.getvalue()


def by_weasyprint(page: LaidOut) -> bytes:
    return bytes(page.document.write_pdf(pdf_tags=True))


def contents(pdf: bytes) -> list[bytes]:
    """The content streams without marks; fonts, groups and states go by the order in which they come."""
    return [_without_names(page) for page in PdfReader(io.BytesIO(pdf)).pages]


def _without_names(page: Any) -> bytes:
    data = re.sub(rb"/\w+\n(<<.*>>\n)?B[DM]C\n|EMC\n", b"", page.get_contents().get_data())
    seen: dict[bytes, bytes] = {}

    def order(name: re.Match[bytes]) -> bytes:
        return seen.setdefault(name[1], b"/%d" % len(seen)) + name[2]

    return re.sub(rb"/(\w+)( [\d.]+ Tf| Do| gs| scn| sh)", order, data)


def pictures(pdf: bytes) -> Iterator[Any]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=2).to_pil().convert("L")


def words(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def same(one: Any, other: Any) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


CASES = {
    "chinese": f"<h1>标题</h1><p>{CHINESE}</p>",
    "spaced": f'<p style="letter-spacing: 2px; word-spacing: 3px">{CHINESE} word by word</p>',
    "raised": "<p>m<sup>2</sup>、H<sub>2</sub>O、e\u0301x\u0323 <u>下划线</u> <s>删去</s> a\u200bb\t末</p>",
    "rtl": '<p style="font-family: DejaVu Sans">一 سلام עולם 二</p>'
    '<p>甲(乙) abc</p><p style="direction: rtl">甲(乙) abc</p>',
    "marks": '<p style="font-family: DejaVu Sans">q\u0323\u0302x\u0331\u0302y I\u0302\u0302z</p>',
    "ellipsis": '<p style="white-space: nowrap; overflow: hidden; text-overflow: ellipsis">'
    f"{CHINESE}</p>",
    "clamped": f'<p style="max-lines: 2; block-ellipsis: auto">{CHINESE}</p>',
    "hyphens": '<p lang="en" style="width: 80px">extraordi\u00adnarily uncharac\u00adteristic</p>',
    "table": "<table><tr><th>甲</th><th>乙</th></tr><tr><td>一</td><td rowspan=2>二</td></tr>"
    "<tr><td>三</td></tr></table>",
    "rare": "<p>\U00020bb7\U0002a6b2\U00030000 ffi fi ﬁ ① ☑ ½</p>",
    "watermark": '<div style="opacity: 0.2; transform: rotate(-30deg); font-size: 60px">草稿</div>'
    '<div style="opacity: 0.5">二<span style="opacity: 0.5">三</span></div>',
    "photos": '<img src="photo:a.jpg" alt="甲"><img src="photo:b.png" alt="乙">'
    '<img src="photo:c.png" alt="丙" style="image-rendering: pixelated"><img src="photo:a.jpg" alt="丁">',
    "patterns": '<p style="background: url(photo:c.png) 0 0 / 20px; image-rendering: pixelated; '
    'border-radius: 9px">一</p>'
    '<p style="background: linear-gradient(to right, rgba(255, 0, 0, .2), blue)">二</p>',
    "colours": '<p style="color: lab(50% 40 20)">一</p><p style="color: rgba(1, 2, 3, .5)">二</p>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><title>图</title><defs>'
    '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-opacity=".1"/></linearGradient>'
    '<mask id="m"><rect width="50" height="50" fill="#888"/></mask></defs>'
    '<rect width="80" height="50" fill="url(#g)" mask="url(#m)"/>'
    '<text x="5" y="30" font-family="DejaVu Sans">svg 42</text></svg>',
    "pages": '<p>一</p><p style="break-before: page">二</p><p style="break-before: page">三</p>',
    "edges": '<p style="break-before: page">一</p>',
}
VARIETY = (
    "", "direction: rtl", "font-size: 9px", "font-weight: bold", "font-style: italic",
    "font-family: DejaVu Sans", "font-stretch: condensed", "text-decoration: underline",
    "font-variant-caps: small-caps", "font-variant-numeric: oldstyle-nums", "font-kerning: none",
    "line-height: 3", "line-height: calc(10px + 1em)", "letter-spacing: 3px",
    "width: 50%; min-width: 20px; padding: 2% 1em", "margin: 0 auto; max-width: calc(50% + 1px)",
    "font-feature-settings: 'liga' 0", "font-language-override: 'JAN'",
)  # fmt: skip
STYLES = {"edges": "@page { bleed: 12px; marks: crop cross }"}


@pytest.mark.parametrize("name", CASES)
def test_a_page_shows_what_weasyprint_would_have_written(name: str) -> None:
    page, again = (laid_out(CASES[name], style=STYLES.get(name, "")) for _ in range(2))
    drawn = draw(page)
    assert drawn.page_count == page.page_count
    ours, theirs = write(drawn), by_weasyprint(again)
    assert contents(ours) == contents(theirs)
    assert all(map(same, pictures(ours), pictures(theirs)))
    assert words(ours) == words(theirs)
    for box in ("mediabox", "trimbox", "bleedbox"):
        boxes = [
            [[round(float(side), 3) for side in getattr(each, box)] for each in reader.pages]
            for reader in (PdfReader(io.BytesIO(ours)), PdfReader(io.BytesIO(theirs)))
        ]
        assert boxes[0] == boxes[1]


@pytest.mark.parametrize("name", [*CASES, "sizes"])
def test_what_is_set_up_once_lays_out_as_what_is_set_up_anew(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = {**CASES, "sizes": "".join(f'<p style="{style}">一 ab 12!</p>' for style in VARIETY)}
    kept = draw(laid_out(cases[name]))
    monkeypatch.setattr(styles, "_set_up", styles._set_up_anew)
    monkeypatch.setattr(shortcuts, "strut", shortcuts._strut_slowly)
    monkeypatch.setattr(shortcuts, "resolve_one_percentage", shortcuts._resolve_slowly)
    assert draw(laid_out(cases[name])) == kept


@pytest.mark.parametrize("name", ["left", "width", "min_width", "min_height", "max_width"])
@pytest.mark.parametrize("value", ["auto", Dimension(3, "px"), Dimension(50, "%"), None])
def test_lengths_are_resolved_as_weasyprint_does(name: str, value: Any) -> None:
    ours, theirs = (SimpleNamespace(style={name: value}) for _ in range(2))
    shortcuts.resolve_one_percentage(ours, name, 200)
    shortcuts._resolve_slowly(theirs, name, 200)
    assert ours == theirs


@pytest.mark.parametrize("name", ["chinese", "spaced", "raised", "table"])
def test_ordinary_text_never_takes_the_slow_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[str] = []

    def slowly(_stream: Any, box: Any, *_: Any) -> list[Any]:
        slow.append(box.text)
        return []

    monkeypatch.setattr(text, "_draw_slowly", slowly)
    draw(laid_out(CASES[name]))
    assert len(slow) <= (name == "raised") * 2


@pytest.mark.parametrize("name", CASES)
def test_pages_are_the_same_in_another_process_and_after_a_journey(name: str) -> None:
    drawn = draw(laid_out(CASES[name]))
    assert decode(encode(drawn)) == drawn
    assert pickle.loads(pickle.dumps(drawn)) == drawn
    assert write(decode(encode(drawn))) == write(drawn)


def test_another_process_draws_the_same_bytes_and_writes_what_this_one_drew(tmp_path: Path) -> None:
    drawn = draw(laid_out(CASES["chinese"]))
    (tmp_path / "drawn").write_bytes(encode(drawn))
    program = (
        "import sys; from pathlib import Path;"
        "from pipeline.tools.weasyprint.assembling import write;"
        "from pipeline.tools.weasyprint.drawn import decode, encode;"
        f"folder = Path({str(tmp_path)!r});"
        "(folder / 'pdf').write_bytes(write(decode((folder / 'drawn').read_bytes())));"
        "assert 'weasyprint' not in sys.modules;"
        "from tests.tools.weasyprint.test_drawing import *;"
        "draw(laid_out(CASES['table']));"
        "(folder / 'again').write_bytes(encode(draw(laid_out(CASES['chinese']))))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
    assert (tmp_path / "pdf").read_bytes() == write(drawn)
    assert (tmp_path / "again").read_bytes() == encode(drawn)


@pytest.mark.parametrize(
    "data",
    [b"", b"cut short", b"\x92" + bytes([FORMAT + 1]) + b"\x96", b"no pages"],
)
def test_bytes_that_are_no_pages_are_refused(data: bytes) -> None:
    if data == b"cut short":
        data = encode(draw(laid_out("一")))[:-9]
    with pytest.raises(ValueError, match=r"."):
        decode(data)


def test_pages_of_another_format_are_refused_by_name() -> None:
    other = bytearray(encode(draw(laid_out("一"))))
    assert other[1] == FORMAT
    other[1] += 1
    with pytest.raises(ValueError, match=f"format {FORMAT + 1}, not {FORMAT}"):
        decode(bytes(other))


def test_content_is_deflated_and_pages_have_resources_of_their_own() -> None:
    first, second = draw(
        laid_out('<p style="opacity: .5">一</p><p style="break-before: page">abc</p>')
    ).pages
    assert zlib.decompress(first.content).count(b" Do") == 1
    assert first.resources.groups
    assert not second.resources.groups
    assert next({*each.texts.values()} for each in second.glyphs) == {"a", "b", "c"}


def test_fonts_are_named_by_file_and_go_by_their_own_names() -> None:
    drawn = draw(laid_out('<p>一</p><p style="font-family: var(--song)">二</p>'))
    for face in drawn.faces:
        assert Path(face.file).expanduser().is_file()
        assert "Text" not in face.name
        assert "Text" not in face.family
    assert drawn.fonts == {face.family for face in drawn.faces}


def test_pictures_that_differ_in_what_shines_through_are_two() -> None:
    body = "".join(f'<img src="photo:{name}.png" alt="图">' for name in "bdb")
    drawn = draw(laid_out(body))
    assert len(drawn.pictures) == 2
    assert len({*drawn.pages[0].resources.pictures.values()}) == 2


# ------------------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("body", "head", "said"),
    [
        ('<form><input value="一" style="appearance: auto"></form>', "", "表单"),
        ("一", '<link rel="attachment" href="official.css">', "附件"),
        ("<a rel=attachment href='official.css'>一</a>", "", "附件"),
        ("一", "<style>@color-profile device-cmyk { src: url(x.icc) }</style>", "x.icc|颜色"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(body: str, head: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        draw(laid_out(body, head=head))


def test_a_language_is_asked_for() -> None:
    with pytest.raises(TemplateError, match="lang"):
        draw(laid_out("一", lang=""))


def test_a_picture_without_words_is_an_error() -> None:
    with pytest.raises(TemplateError, match="alt"):
        draw(laid_out('<img src="photo:a.jpg">'))


def test_a_link_to_nowhere_is_an_error() -> None:
    with pytest.raises(TemplateError, match="nowhere"):
        draw(laid_out('<a href="#nowhere">一</a>'))


def test_every_missing_character_is_named_and_later_pages_are_drawn_all_the_same() -> None:
    with pytest.raises(MissingGlyphError) as caught:
        draw(laid_out("<p>\U000f1234一</p><p style='break-before: page'>\U000f1235</p>"))
    assert caught.value.characters == "\U000f1234\U000f1235"
    assert draw(laid_out("<p>一</p>")).page_count == 1


# ------------------------------------------------------------------------------ tags


def below(tags: tuple[Tag | int, ...]) -> Iterator[Tag]:
    for tag in tags:
        if isinstance(tag, Tag):
            yield tag
            yield from below(tag.kids)


def tags_of(drawn: Drawn) -> list[Tag]:
    return [tag for page in drawn.pages for tag in below(page.tags)]


def test_pictures_and_cells_are_told_of() -> None:
    body = '<table><tr><th>甲</th></tr><tr><td colspan="1">一</td></tr></table>'
    drawn = draw(laid_out(body + '<img src="photo:a.jpg" alt="实施前" style="width: 40px">'))
    tags = {tag.role: tag for tag in tags_of(drawn)}
    assert tags["Figure"].alt == "实施前"
    left, bottom, right, top = tags["Figure"].area or (0, 0, 0, 0)
    assert (round(right - left), round(top - bottom)) == (30, 20)
    assert 0 < bottom < top < drawn.pages[0].media[3]
    header, cell = tags["TH"].cell, tags["TD"].cell
    assert header
    assert cell
    assert header.own_id
    assert cell.headers == (header.own_id,)


def test_margins_stand_outside_the_structure() -> None:
    page = draw(laid_out("一", style="@page { @bottom-center { content: '页脚' } }")).pages[0]
    marks = [kid for tag in below(page.tags) for kid in tag.kids if isinstance(kid, int)]
    shown = zlib.decompress(page.content)
    assert marks == [0]
    assert [int(mark) for mark in re.findall(rb"/MCID (\d+)", shown)] == marks
    assert (
        shown.count(b"/Artifact\n<</Type /Pagination>>\nBDC") == 2
    )  # that, and the number of the page
