"""WeasyPrint reads what it may and nothing else, and never complains in silence."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pipeline.errors import MissingGlyphError, TemplateError
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.typefaces.table import FANDOL_KAI, KAI
from tests.render.cases import ROOT, picture

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><title>提名函</title>{head}</head>
<body style="font-family: FandolFang, 'Noto Serif CJK SC'">{body}</body></html>"""


def page(body: str = "<h1>标题</h1>", head: str = "") -> str:
    return PAGE.format(body=body, head=head)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, ...]:
    """The document's folder in the dossier, and the shared one."""
    own, shared = tmp_path / "own", tmp_path / "shared"
    own.mkdir()
    shared.mkdir()
    (tmp_path / "secret.css").write_text("h1 { color: red }", encoding="utf-8")
    (tmp_path / "secret.png").write_bytes(picture(10, 10, kind="PNG"))
    (shared / "official.css").write_text("h1 { bookmark-label: '书签' }", encoding="utf-8")
    return own, shared


def lay_out(html: str, folders: tuple[Path, ...], **photos: bytes) -> layout.LaidOut:
    return layout.lay_out(html, resources=layout.Resources(folders, photos), where="提名函")


def draw(html: str, folders: tuple[Path, ...], **photos: bytes) -> Drawn:
    return drawing.draw(lay_out(html, folders, **photos))


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/a.png",
        "https://example.com/a.png",
        "ftp://example.com/a.png",
        "//example.com/a.png",
        "file:///etc/passwd",
        "file://server/share/a.png",
        "/etc/passwd",
        "../secret.png",
        "%2e%2e/secret.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "missing.png",
    ],
)
@pytest.mark.parametrize(
    "use",
    ['<img src="{}">', '<p style="background-image: url({})">一</p>', '<embed src="{}">'],
    ids=["img", "css", "embed"],
)
def test_any_other_address_is_refused_by_name(
    folders: tuple[Path, ...], use: str, address: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        draw(page(use.format(address)), folders)
    shown = address.replace("%2e", ".").rpartition("/")[2]
    assert shown in str(caught.value)
    assert "提名函" in str(caught.value)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" href="../secret.css">',
        '<link rel="stylesheet" href="http://example.com/a.css">',
        "<style>@import url(../secret.css);</style>",
        '<style>@import url("https://example.com/a.css");</style>',
    ],
)
def test_style_sheets_from_elsewhere_are_refused(folders: tuple[Path, ...], head: str) -> None:
    with pytest.raises(TemplateError, match="不允许或不存在的地址"):
        draw(page(head=head), folders)


def test_a_link_out_of_the_folder_is_refused(folders: tuple[Path, ...]) -> None:
    (folders[0] / "a.png").symlink_to(folders[0].parent / "secret.png")
    with pytest.raises(TemplateError, match="不允许"):
        lay_out(page('<img src="a.png">'), folders)


def test_files_are_looked_for_in_the_own_folder_first(folders: tuple[Path, ...]) -> None:
    own, _ = folders
    (own / "logo.png").write_bytes(picture(40, 40, kind="PNG"))
    (own / "own.css").write_text("h2 { bookmark-level: 2 }", encoding="utf-8")
    head = '<link rel="stylesheet" href="official.css"><link rel=stylesheet href="own.css">'
    drawn = draw(page('<h1>标题</h1><h2>二</h2><img src="logo.png" alt="徽标">', head), folders)
    outline = PdfReader(io.BytesIO(assembling.write(drawn))).outline
    assert "书签" in str(outline)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_sheet_of_the_office_may_import_the_typefaces(
    folders: tuple[Path, ...], quote: str
) -> None:
    own, _ = folders
    text = f"@import {quote}typefaces.css{quote};\nh1 {{ font-family: var(--kai) }}"
    (own / "own.css").write_text(text, encoding="utf-8")
    drawn = draw(page("<h1>标题</h1>", '<link rel="stylesheet" href="own.css">'), folders)
    assert drawn.fonts & {*KAI.names, *KAI.in_files, FANDOL_KAI.cut}


def test_a_photo_comes_from_memory(folders: tuple[Path, ...]) -> None:
    html = page('<img src="photo:%E9%99%84%E4%BB%B6/a%20%231.jpg" alt="实施前1">')
    photo = picture(300, 200)
    pdf = assembling.write(draw(html, folders, **{"附件/a #1.jpg": photo}))
    assert photo[-2000:] in pdf  # the JPEG goes into the PDF as it is


def test_a_missing_photo_is_named(folders: tuple[Path, ...]) -> None:
    with pytest.raises(TemplateError, match=r"附件/实施前-1\.jpg：缺少照片"):
        lay_out(page('<img src="photo:附件/实施前-1.jpg">'), folders)


@pytest.mark.parametrize(
    ("css", "said"),
    [("p { colour: red }", "colour"), ("p { width: 3 furlongs }", "width"), ("p { ", "")],
)
def test_css_that_is_not_understood_is_an_error(
    folders: tuple[Path, ...], css: str, said: str
) -> None:
    own, _ = folders
    (own / "own.css").write_text(css + " } b { nonsense", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        lay_out(page(head='<link rel="stylesheet" href="own.css">'), folders)
    assert said in str(caught.value)


def test_a_broken_photo_is_an_error(folders: tuple[Path, ...]) -> None:
    with pytest.raises(TemplateError, match="photo:1"):
        lay_out(page('<img src="photo:1">'), folders, **{"1": b"no picture"})


def test_a_character_without_a_glyph_is_an_error_that_names_it(folders: tuple[Path, ...]) -> None:
    laid_out = lay_out(page("<p>张\U000f1234三</p>"), folders)
    with pytest.raises(MissingGlyphError) as caught:
        drawing.draw(laid_out)
    assert "\U000f1234" in caught.value.characters
    assert "U+F1234" in str(caught.value)
    assert "安装" in str(caught.value)


def test_the_pdf_has_title_language_tags_bookmarks_and_opens_at_actual_size(
    folders: tuple[Path, ...],
) -> None:
    drawn = draw(page("<h1 id='top'>标题</h1><h2>一</h2>"), folders)
    reader = PdfReader(io.BytesIO(assembling.write(drawn)))
    catalog: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "提名函"
    assert set(reader.metadata) == {"/Title", "/Producer"}
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/MarkInfo"]["/Marked"]
    assert str(catalog["/OpenAction"][1:]) == "['/XYZ', NullObject, NullObject, 1]"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [str(each["/Title"]) for each in reader.outline if isinstance(each, dict)] == ["标题"]
    assert drawn.page_count == 1
    # From 1.56 on, Pango calls a font file by the first name that the process asked for it by.
    assert {name.removesuffix("-Regular") for name in drawn.fonts} == {"FandolFang"}


def test_bytes_are_the_same_in_another_process() -> None:
    program = (
        "import hashlib; from tests.tools.weasyprint.test_pages import page;"
        "from pipeline.tools.weasyprint import assembling, drawing, layout;"
        "from pathlib import Path;"
        "r = layout.Resources((Path('templates/_shared'),));"
        "h = page('<h1>一二三 abc</h1><table><tr><td>四</td></tr></table>',"
        " '<link rel=stylesheet href=official.css>');"
        "pdf = assembling.write(drawing.draw(layout.lay_out(h, resources=r)));"
        "print(hashlib.sha256(pdf).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(digests) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", digests.pop())


def test_nothing_reaches_other_log_handlers(
    folders: tuple[Path, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(TemplateError):
        lay_out(page('<p style="colour: red">一</p>'), folders)
    assert not caplog.records


def test_a_changed_style_sheet_is_read_again(folders: tuple[Path, ...]) -> None:
    own, _ = folders
    html = page(head='<link rel="stylesheet" href="own.css">')
    sheet = own / "own.css"
    sheet.write_text("h1 { break-after: page }", encoding="utf-8")
    before = lay_out(html, folders).page_count
    sheet.write_text("h1 { break-before: page } body::before { content: '一' }", encoding="utf-8")
    assert (before, lay_out(html, folders).page_count) == (1, 2)
