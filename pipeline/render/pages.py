"""The print face: HTML templates and views give PDF pages.

A template is looked for in the dossier's own folders first; names of templates are
`<document>/print.html` and `_shared/…`.  Compiled templates are kept for the life of the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from pipeline.errors import TemplateError
from pipeline.render.lazy import LazyMap
from pipeline.render.wording import Part, Sentence
from pipeline.tools.jinja import Environment, JinjaError, make_environment
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.weasyprint import layout

PHOTO_FRAME_MM = (75.0, 56.25)
"""Width and height of the frame that every photo is fitted into."""

SHARED = "_shared"
"""Folder of base page, styles and macros beside the documents' folders."""

_DRAFT = (
    '<div style="position:fixed;z-index:-1;left:0;right:0;top:85mm;text-align:center;'
    'font:110pt/1.2 var(--hei,sans-serif);letter-spacing:.3em;color:#dcdcdc;transform:rotate(-32deg)">'
    "草稿</div>"
)
_PAGES = re.compile(r'data-pages="(\d+)"')
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pages:
    """A finished PDF.

    Attributes:
        pdf: The file.
        page_count: Number of pages.
        fonts: Families of the fonts in it.
    """

    pdf: bytes
    page_count: int
    fonts: frozenset[str]


def lay_out_pages(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    photos: Mapping[str, Photo] | None = None,
    draft: bool = False,
) -> layout.LaidOut:
    """Lay out the pages of one paper.

    Args:
        document_id: Folder name of the document, e.g. `nomination_form`.
        context: What the template may name (`views.context`).
        templates: Template folders, the dossier's own first, ours last.
        photos: Prepared photos by the path that the dossier names them with.
        draft: Print 草稿 in large pale letters across every page.

    Raises:
        TemplateError: The template or its style sheets are not right, or a photo is missing.
        MissingGlyphError: A character has no glyph in any font.
    """
    where = f"{document_id}/print.html"
    html = render_html(document_id, context, templates=templates)
    if draft:
        html = _BODY.sub(lambda body: body[0] + _DRAFT, html, count=1)
    resources = _resources(document_id, templates, photos)
    for attempt in _tightened(html):
        laid_out = layout.lay_out(attempt, resources=resources, where=where)
        if laid_out.page_count <= _wanted_pages(html):
            break
    return laid_out


def write_pages(laid_out: layout.LaidOut) -> Pages:
    """The PDF of one paper that is laid out.

    Raises:
        MissingGlyphError: A character has no glyph in any font.
    """
    return Pages(laid_out.write(), laid_out.page_count, laid_out.fonts())


def render_pages(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    photos: Mapping[str, Photo] | None = None,
    draft: bool = False,
) -> Pages:
    """Lay out and write one paper; see `lay_out_pages` and `write_pages`."""
    with layout.burst():
        laid_out = lay_out_pages(
            document_id, context, templates=templates, photos=photos, draft=draft
        )
        return write_pages(laid_out)


def _wanted_pages(html: str) -> float:
    body = _BODY.search(html)
    wanted = _PAGES.search(body[0]) if body else None
    return int(wanted[1]) if wanted else inf


def _tightened(html: str) -> Iterator[str]:
    """The page as it is, then set tighter and tighter by the styles of `.tight-1` and `.tight-2`."""
    yield html
    for degree in ("tight-1", "tight-2"):
        yield _BODY.sub(lambda body, by=degree: body[0].replace('class="', f'class="{by} '), html)  # type: ignore[misc]


def render_html(document_id: str, context: Mapping[str, Any], *, templates: Sequence[Path]) -> str:
    """The HTML of one paper: the text of the print face, before it is laid out.

    Raises:
        TemplateError: The template is not right.
    """
    name = f"{document_id}/print.html"
    try:
        return page_environment(tuple(templates)).get_template(name).render(context)
    except JinjaError as error:
        raise TemplateError(
            "模板无法使用", where=name, why=str(error), remedy="改正模板，字段名见数据字典"
        ) from error


@cache
def page_environment(templates: tuple[Path, ...]) -> Environment:
    """The Jinja environment of the print face, for these template folders."""
    return make_environment(*templates, finalize=show, title_lines=title_lines, em_width=em_width)


def _resources(
    document_id: str, templates: Sequence[Path], photos: Mapping[str, Photo] | None
) -> layout.Resources:
    folders = [root / document_id for root in templates] + [root / SHARED for root in templates]
    return layout.Resources(
        folders=tuple(folder for folder in folders if folder.is_dir()),
        photos=LazyMap(photos or {}, lambda path: (photos or {})[path].data),
    )


# ------------------------------------------------------------------------------ values as markup


def show(value: Any) -> Any:
    """A value as it stands in HTML: sentences in their parts, newlines as line breaks."""
    if isinstance(value, Sentence):
        return Markup("").join(map(_show_part, value.parts))
    if isinstance(value, str) and not isinstance(value, Markup) and "\n" in value:
        return _with_breaks(value)
    return value


def _show_part(part: Part) -> Markup:
    text = _with_breaks(part.text)
    if part.kind == "fixed":
        return text
    if part.room_em:
        return Markup('<span class="blank" style="width:{}em">{}</span>').format(part.room_em, text)
    if part.kind == "blank":
        return Markup('<span class="hint">{}</span>').format(text)
    return Markup('<span class="{}">{}</span>').format(part.kind, text)


def _with_breaks(text: str) -> Markup:
    return Markup("<br>").join(text.splitlines()) if "\n" in text else escape(text)


# ------------------------------------------------------------------------------ titles

_ONE_LINE_EM = 18.0
"""Widest title that stands on one line: 2号 characters, with air at both sides."""

_MEASURE_EM = 20.0
_BREAK_BEFORE = "“《"
_BREAK_AFTER = re.compile(r"活动|项目|认定|职工|关于|年度|[”》的]")


def title_lines(title: Sentence | str) -> Markup:
    """A title broken by sense, in lines of much the same length (GB/T 9704 7.3.1)."""
    text = str(title)
    if em_width(text) <= _ONE_LINE_EM:
        return escape(text)
    places = {index: 0.0 for index, character in enumerate(text) if character in _BREAK_BEFORE}
    for match in _BREAK_AFTER.finditer(text):
        places.setdefault(match.end(), 1.0)
    halves = [
        (_unevenness(text[:place], text[place:]) + penalty, place)
        for place, penalty in places.items()
        if 0 < place < len(text)
    ]
    if not halves:
        return escape(text)
    place = min(halves)[1]
    return escape(text[:place]) + Markup("<br>") + escape(text[place:])


def _unevenness(first: str, second: str) -> float:
    widths = em_width(first), em_width(second)
    too_wide = max(0.0, max(widths) - _MEASURE_EM)
    return abs(widths[0] - widths[1]) + 10 * too_wide


def em_width(text: Sentence | str) -> float:
    """Width of a line in characters; Latin letters and digits count half."""
    if isinstance(text, Sentence):
        return sum(part.room_em or em_width(part.text) for part in text.parts)
    return sum(0.5 if character.isascii() else 1.0 for character in str(text))
