"""The print face: HTML templates and views give a page of HTML.

A template is looked for in the dossier's own folders first; names of templates are
`<document>/print.html` and `_shared/…`.  Compiled templates are kept for the life of the process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pipeline.errors import TemplateError
from pipeline.render.sealing import SealBlock, seal_block
from pipeline.render.shown import PhotoText, Rows
from pipeline.render.views import value_at
from pipeline.render.widths import em_width
from pipeline.render.wording import Part, Sentence
from pipeline.tools.jinja import Environment, make_environment
from pipeline.tools.jinja.complaints import FAULTS, complaint, place_in_template
from pipeline.tools.jinja.placeholders import line_of_file

_DRAFT = (
    '<div style="position:fixed;z-index:-1;left:0;right:0;top:85mm;text-align:center;'
    'font:110pt/1.2 var(--hei,sans-serif);letter-spacing:.3em;color:#dcdcdc;transform:rotate(-32deg)">'
    "草稿</div>"
)
BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)
"""Where the body of a page begins."""

FLOW = re.compile(r"<!-- flow\b(.*?)-->")
"""Before what begins on a page of its own; see `make.flows`."""

_STARTS = re.compile(rf"{BODY.pattern}|{FLOW.pattern}", re.IGNORECASE)


def render_html(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    draft: bool = False,
) -> str:
    """The HTML of one paper: the print face, before it is laid out.

    Args:
        document_id: Folder name of the document, e.g. `nomination_form`.
        context: What the template may name (`views.context`).
        templates: Template folders, the dossier's own first, ours last.
        draft: Print 草稿 in large pale letters across every page.

    Raises:
        TemplateError: The template is not right.
    """
    name = f"{document_id}/print.html"
    environment = page_environment(tuple(templates))
    try:
        html = environment.get_template(name).render(context)
    except FAULTS as error:
        file, line = place_in_template(error)
        found = complaint(error, environment)
        what = f"{line_of_file(line)}{found.what}" if line else found.what
        raise TemplateError(what, where=file or name, remedy=found.remedy) from error
    return _STARTS.sub(lambda start: start[0] + _DRAFT, html) if draft else html


@cache
def page_environment(templates: tuple[Path, ...]) -> Environment:
    """The Jinja environment of the print face, for these template folders."""
    return make_environment(
        *templates,
        finalize=show,
        title_lines=title_lines,
        em_width=em_width,
        at=value_at,
        sealed=_sealed,
    )


def _sealed(name: Sentence | str, label: str, words: Sentence | str, date: str) -> SealBlock:
    """Where name and date stand; a label is given apart, or in the sentence of the name."""
    return seal_block(name if isinstance(name, Sentence) else f"{label}{name}", str(date), words)


# ------------------------------------------------------------------------------ values as markup


def show(value: Any) -> Any:
    """A value as it stands in HTML: sentences in their parts, newlines as line breaks, photos as pictures."""
    if isinstance(value, Sentence):
        return Markup("").join(map(_show_part, value.parts))
    if isinstance(value, PhotoText):
        return _PICTURE.format(quote(value), value.caption) if value.is_picture else value.file_name
    if isinstance(value, Rows) and any(isinstance(each, PhotoText) for each in value):
        return Markup(" ").join(map(show, value))
    if isinstance(value, str) and not isinstance(value, Markup) and "\n" in value:
        return _with_breaks(value)
    return value


_PICTURE = Markup('<img src="photo:{}" alt="{}" style="max-width:100%;max-height:57mm">')


def _show_part(part: Part) -> Markup:
    text = _with_breaks(part.text)
    if part.kind == "fixed":
        return text
    if part.room_em:
        return _room(part)
    if part.kind == "blank":
        return Markup('<span class="hint">{}</span>').format(text)
    return Markup('<span class="{}">{}</span>').format(part.kind, text)


_PIECE = Markup('<span class="room" style="width:{}em">{}</span>')
_SHORTEST_ROOM_EM = 5.0
_LEAST_PIECE_EM = 2.0
"""What is left to write on, at least, on either side of a line's end."""


def _room(part: Part) -> Markup:
    """A line to write on, in pieces: where it meets the end of a line it goes on in the next."""
    widths = [part.room_em]
    if part.room_em >= _SHORTEST_ROOM_EM:
        inner, more = divmod(part.room_em - 2 * _LEAST_PIECE_EM, 1)
        widths = [_LEAST_PIECE_EM, *[1.0] * int(inner), _LEAST_PIECE_EM + more]
    ends = [round(len(part.text) * place / len(widths)) for place in range(len(widths) + 1)]
    pieces = (part.text[start:end] for start, end in pairwise(ends))
    return Markup("").join(
        _PIECE.format(f"{width:g}", text) for width, text in zip(widths, pieces, strict=True)
    )


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
