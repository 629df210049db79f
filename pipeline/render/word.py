"""The Word face: a Word template and views give a template filled in, ready to be packed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.errors import InputError, TemplateError
from pipeline.render import sealing
from pipeline.render.html import title_lines
from pipeline.render.paths import said_of_path
from pipeline.render.red_lines import RED, THICK, THIN, rule_edges
from pipeline.render.shown import PhotoText, Record, Rows
from pipeline.render.widths import em_width
from pipeline.render.wording import Part, Sentence, blank_of
from pipeline.tools.jinja import Context, Environment, Undefined, make_environment, pass_context
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.word import (
    About,
    Filled,
    Picture,
    Pictures,
    broken_markup,
    fill_word,
    run_markup,
    text_markup,
)
from pipeline.typefaces.table import BIAOSONG, JOINED
from pipeline.typefaces.word import font_attributes

Photos = Callable[[str], Photo] | Mapping[str, Photo]
"""Prepared photos by the path that the dossier names them with."""

TEMPLATE = "word.docx"


def render_word(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    photos: Photos | None = None,
    title: str = "",
    draft: bool = False,
) -> Filled:
    """Fill in the Word template of one paper.

    Args:
        document_id: Folder name of the document, e.g. `nomination_form`.
        context: What the template may name (`views.context`).
        templates: Template folders, the dossier's own first, ours last.
        photos: The photos that the context names.
        title: Title in the file's properties.
        draft: Print 草稿 in large pale letters across every page.

    Raises:
        TemplateError: The template is damaged or names what does not exist.
        InputError: A photo is missing or cannot be read.
    """
    pictures = Pictures()
    photo = _photo_function(pictures, photos)
    more = {"photo": photo, _PHOTO: photo, "draft": draft, "title": title}
    template = _find_template(document_id, templates)
    return fill_word(
        template,
        {**context, **more},
        word_environment(),
        about=About(
            title=title,
            creator=str(context["unit"].name),
            draft=draft,
            way=str(context.get("way", "")),
        ),
        pictures=pictures,
        where=said_of_path(template),
    )


def _find_template(document_id: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        path = folder / document_id / TEMPLATE
        if path.is_file():
            return path
    raise TemplateError(
        "缺少Word模板", where=f"{document_id}/{TEMPLATE}", remedy="补上该文件，或重新安装本程序"
    )


_PHOTO = "_photo"
"""The function `photo` under a name that no loop of a template takes."""


def _photo_function(pictures: Pictures, photos: Photos | None) -> Callable[..., Markup]:
    def photo(
        picture: PhotoText, width_mm: float | None = None, height_mm: float | None = None
    ) -> Markup:
        """The picture fitted into a frame, or into where it stands; nothing for a blank one."""
        if not picture:
            return Markup()
        found = _look_up(photos, str(picture))
        ready = Picture(found.data, found.width_px, found.height_px)
        frame = (width_mm, height_mm) if width_mm and height_mm else None
        return pictures.inline(ready, frame, getattr(picture, "caption", ""))

    return photo


def _look_up(photos: Photos | None, path: str) -> Photo:
    if callable(photos):
        return photos(path)
    try:
        return (photos or {})[path]
    except KeyError:
        raise InputError("缺少照片", where=path, remedy="把照片放到所填的位置") from None


@cache
def word_environment() -> Environment:
    """The Jinja environment of all Word templates."""
    return make_environment(
        finalize=_show_here,
        paragraphs=paragraphs,
        title_lines=_title_lines,
        seal_block=seal_block,
        letterhead=letterhead,
    )


# ------------------------------------------------------------------------------ values as markup


@pass_context
def _show_here(here: Context, value: Any) -> Any:
    """A value as it stands in a template: photos as pictures, all others by `show`."""
    if isinstance(value, PhotoText) and value:
        return here.parent[_PHOTO](value) if value.is_picture else show(value.file_name)
    if isinstance(value, Rows) and any(isinstance(each, PhotoText) for each in value):
        return Markup().join(_show_here(here, each) for each in value)
    return show(value)


def show(value: Any) -> Any:
    """A value as it stands in a run of Word: sentences in their parts, its lines as paragraphs."""
    match value:
        case Undefined() | Markup():
            return value
        case Sentence():
            return Markup().join(map(_show_part, value.parts))
        case Record():
            raise TypeError("占位符指的是一组内容，要写到其中的一项，如 {{ lead.name }}")
        case _:
            return text_markup(str(value))


def _show_part(part: Part) -> Markup:
    if part.room_em:
        scale = round(100 * part.room_em / (_UNDERSCORE_EM * len(part.text)))
        return run_markup(part.text, f'<w:rFonts{_JOINED}/><w:w w:val="{min(scale, _WIDEST)}"/>')
    if part.kind == "blank" and part.text[0] not in "（(" and "/" not in part.text:
        return run_markup(part.text, '<w:u w:val="single"/>')
    return text_markup(part.text)


_JOINED = font_attributes(JOINED)
"""For underscores; asked for as a Chinese font too, since LibreOffice takes them for Chinese text."""

_UNDERSCORE_EM = 0.5
_WIDEST = 600
"""Most per cent that Word stretches a character by (ECMA-376 part 1, 17.18.104)."""


def _title_lines(title: Sentence | str) -> Markup:
    """A title broken by sense, in one paragraph."""
    return broken_markup(Markup(line).unescape() for line in title_lines(title).split("<br>"))  # noqa: S704


def paragraphs(text: Sentence | str) -> list[Sentence] | list[str]:
    """The lines of a text, each for a paragraph of its own; an empty text is one empty line."""
    if not isinstance(text, Sentence):
        return [line for line in str(text).splitlines() if line.strip()] or [""]
    lines: list[list[Part]] = [[]]
    for part in text.parts:
        first, *rest = part.text.splitlines() or [""]
        lines[-1].append(replace(part, text=first))
        lines.extend([replace(part, text=line)] for line in rest)
    return [Sentence(tuple(part for part in line if part.text)) for line in lines if any(line)]


# ------------------------------------------------------------------------------ name, seal, date

_MEASURE_TWIPS = 8844  # 156 mm
_EM_TWIPS = 320  # 3号
_BLANK = "_____"


def seal_block(first: Sentence | str, *others: Sentence | str) -> Markup:
    """Name and date, centred over each other at the right; see `sealing`.

    The last line is the date, or "" for room to write one; a line before it stands below the name.  Used as a
    paragraph: `{{p unit.name | seal_block(date) }}`.
    """
    *words, date = others
    given = str(date).strip("　\t年月日")
    seal = sealing.seal_block(first, str(date) if given else "", *words)
    room = Sentence((blank_of(_BLANK, sealing.NAME_ROOM_EM),) if seal.label else ())
    names = [show(name) for name in seal.names] or [show(room)]
    below = [seal.words] if seal.words else []
    lines = [
        _seal_line(show(seal.label) + names[0], seal.room_em, seal.label_em, is_first=True),
        *(_seal_line(line, seal.room_em) for line in (*names[1:], *below)),
        _seal_line(show(date), seal.room_em, is_last=True) if given else _date_line(seal.room_em),
    ]
    return Markup().join(lines)


def _seal_line(
    text: Markup,
    room_em: float,
    label_em: float = 0,
    *,
    is_first: bool = False,
    is_last: bool = False,
) -> Markup:
    """A line whose text behind its label is centred in a box at the right edge."""
    left, right = _MEASURE_TWIPS - round(room_em * _EM_TWIPS), 0
    if (moved := round(label_em * _EM_TWIPS)) > left:
        left, right = 0, moved - left
    else:
        left -= moved
    style = "WxSealDate" if is_last else "WxSealName"
    more = "" if is_last else "<w:keepNext/>"
    if not is_first and not is_last:
        more += '<w:spacing w:before="0"/>'
    return Markup(  # noqa: S704 - the text is markup already
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}'
        f'<w:ind w:left="{max(0, left)}" w:right="{right}" w:firstLine="0"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def _date_line(room_em: float) -> Markup:
    """Room for a date in the middle of the box at the right edge, tab stops between its parts."""
    left = _MEASURE_TWIPS - round((room_em + sealing.HAND_DATE_EM) / 2 * _EM_TWIPS)
    stops = (left + round(stop * _EM_TWIPS) for stop in sealing.date_stops_em())
    tabs = "".join(f'<w:tab w:val="left" w:pos="{stop}"/>' for stop in stops)
    return Markup(  # noqa: S704 - numbers, and words of ours
        f'<w:p><w:pPr><w:pStyle w:val="WxSealDate"/><w:tabs>{tabs}</w:tabs>'
        f'<w:ind w:left="{left}" w:right="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{show(sealing.HAND_DATE)}</w:t></w:r></w:p>'
    )


# ------------------------------------------------------------------------------ letterhead

_LARGEST_MM, _NAME_WIDTH_MM = 15.0, 166.0
_HEADER_TOP_MM, _INK_TOP_MM, _RULES_BELOW_MM = 15.0, 30.0, 4.0


def letterhead(name: str) -> Markup:
    """The head of page 1: the issuer's name in red, and the double rule, thick over thin.

    Used as a paragraph of the first page's header: `{{p unit.name | letterhead }}`.  The name's
    upper edge stands 30 mm from the paper's, the rule 4 mm below it (GB/T 9704-2012, 10.1).
    """
    size_mm = min(_NAME_WIDTH_MM / em_width(name), _LARGEST_MM)
    line_mm = _LINE_EM * size_mm
    before = _twips(_INK_TOP_MM - _HEADER_TOP_MM - _INK_TOP_EM * size_mm)
    after = _twips(_RULES_BELOW_MM - (_LINE_EM - _INK_BOTTOM_EM) * size_mm)
    half_points = round(size_mm / 25.4 * 144)
    properties = (
        f'<w:rFonts{font_attributes(BIAOSONG.word)}/><w:color w:val="{RED}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )
    spacing = (
        f'<w:spacing w:before="{before}" w:after="{after}" '
        f'w:line="{_twips(line_mm)}" w:lineRule="exact"/>'
    )
    filler = _twips((_LARGEST_MM - size_mm) * (_INK_BOTTOM_EM - _INK_TOP_EM))
    return Markup(  # noqa: S704 - numbers, and a name that is escaped
        f'<w:p><w:pPr><w:pStyle w:val="WxIssuer"/>{spacing}</w:pPr>'
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{show(name)}</w:t></w:r></w:p>'
    ) + _rules(after=filler)


_LINE_EM, _INK_TOP_EM, _INK_BOTTOM_EM = 1.2, 0.15, 1.105
"""Height of the name's line, and where in it the ink of its characters starts and ends, in ems.

By LibreOffice, with the baseline at 0.96 em: FandolSong 0.195 and 1.13, Noto Serif 0.105 and 1.05.
"""


def _rules(*, after: int) -> Markup:
    """Two red rules above each other: an empty paragraph's borders; `after` in twips."""
    return Markup(  # noqa: S704 - numbers only
        f'<w:p><w:pPr><w:pStyle w:val="WxRules"/><w:pBdr>{rule_edges(top=THICK, bottom=THIN)}</w:pBdr>'
        f'<w:spacing w:before="0" w:after="{after}" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )


def _twips(millimetres: float) -> int:
    return max(0, round(millimetres / 25.4 * 1440))
