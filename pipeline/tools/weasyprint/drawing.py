"""Laid out pages drawn, once: what comes out is plain data, and WeasyPrint is done with them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from hashlib import sha256
from math import inf
from typing import Any

import pydyf
from weasyprint.matrix import Matrix
from weasyprint.pdf.anchors import resolve_links

from pipeline.errors import TemplateError
from pipeline.tools.pdffile import deflated
from pipeline.tools.weasyprint.complaints import watched
from pipeline.tools.weasyprint.drawn import (
    Anchor,
    Bookmark,
    Box,
    Drawn,
    DrawnPage,
    Face,
    Form,
    Glyphs,
    Link,
    Picture,
    Resources,
    State,
)
from pipeline.tools.weasyprint.layout import VERSION, LaidOut
from pipeline.tools.weasyprint.stream import PageFonts, PageStream, margin_boxes
from pipeline.tools.weasyprint.structure import Annotation, structure_of

_LOGGER = logging.getLogger("weasyprint")
_POINTS = 0.75
"""Points in a pixel of CSS."""

_LAB, _CMYK = _COLOUR_SPACES = b"/lab-d", b"/DeviceCMYK"
_BLEED_PT = 10
"""Of the bleed, what is told as such; the rest is for marks."""


def draw(laid_out: LaidOut) -> Drawn:
    """Draw a paper.

    Raises:
        MissingGlyphError: A character has no glyph in any font.
        TemplateError: The paper holds what cannot be drawn (form fields, attachments, colour profiles),
            or WeasyPrint found something else wrong.
    """
    with watched(laid_out.where):
        _refuse_what_cannot_be_drawn(laid_out)
        drawing = _Drawing(laid_out.document)
        pages = tuple(drawing.pages())
    metadata = laid_out.document.metadata
    return Drawn(
        pages=pages,
        faces=tuple(drawing.faces),
        pictures=drawing.pictures,
        title=metadata.title or "",
        lang=metadata.lang or "",
        info=tuple(_info(metadata)),
    )


def _refuse_what_cannot_be_drawn(laid_out: LaidOut) -> None:
    document = laid_out.document
    found = {
        "表单控件": any(any(page.forms.values()) for page in document.pages),
        "附件": bool(document.metadata.attachments)
        or any(kind == "attachment" for page in document.pages for kind, *_ in page.links),
        "颜色配置文件": bool(document.color_profiles),
    }
    for what, is_there in found.items():
        if is_there:
            raise TemplateError(
                f"模板里不能用{what}", where=laid_out.where, remedy="改用文字、表格和图片"
            )
    if not document.metadata.lang:
        _LOGGER.error('Missing required "lang" attribute at the root of the document')


def _info(metadata: Any) -> Iterator[tuple[str, str]]:
    entries = {
        "Producer": f"WeasyPrint {VERSION}",
        "Author": ", ".join(metadata.authors),
        "Subject": metadata.description,
        "Keywords": ", ".join(metadata.keywords),
        "Creator": metadata.generator,
    }
    yield from ((name, text) for name, text in entries.items() if text)


class _Drawing:
    """Draws the pages of a document, and gathers the fonts and pictures that they share."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.faces: dict[Face, int] = {}
        self.pictures: dict[str, Picture] = {}
        self._digests: dict[tuple[int, bool], str] = {}

    def pages(self) -> Iterator[DrawnPage]:
        """The pages, one after the other."""
        pages = self._document.pages
        for page, (links, anchors) in zip(pages, list(resolve_links(pages)), strict=True):
            yield self._page(page, links, anchors)

    def _page(self, page: Any, links: list[Any], anchors: list[Any]) -> DrawnPage:
        height_pt = page.height * _POINTS
        matrix = Matrix(_POINTS, 0, 0, -_POINTS, 0, height_pt)
        media, trim, bleed = _boxes(page)
        for place, (_, _, _, box) in enumerate(links):
            box.link_annotation = Annotation(place)
        images: dict[str, Any] = {}
        stream = self._painted(page, media, images)
        fonts = stream._fonts
        return DrawnPage(
            media=media,
            trim=trim,
            bleed=bleed,
            content=_deflated(stream),
            resources=self._resources(stream, images),
            glyphs=tuple(map(self._glyphs, fonts.values())),
            links=tuple(_link(matrix, link) for link in links),
            anchors=tuple(
                Anchor(name, *map(float, matrix.transform_point(x, y))) for name, x, y in anchors
            ),
            bookmarks=tuple(_bookmark(matrix, bookmark) for bookmark in page.bookmarks),
            tags=structure_of(page, stream._tags, height_pt, _POINTS),
            name=page._page_box.page_type.name or "",
        )

    def _painted(self, page: Any, media: Box, images: dict[str, Any]) -> PageStream:
        left, bottom, right, top = (side / _POINTS for side in media)
        stream = PageStream(
            margins=margin_boxes(page),
            fonts=PageFonts(self._document.font_config),
            page_rectangle=(left, bottom, right - left, top - bottom),
            resources=_empty_resources(),
            images=images,
            tags={},
            color_profiles={},
            output_intent=None,
        )
        stream.transform(d=-1, f=page.height * _POINTS)
        page.paint(stream, _POINTS)
        return stream

    def _glyphs(self, font: Any) -> Glyphs:
        place = self.faces.setdefault(font.known.face, len(self.faces))
        ids = sorted(font.to_unicode)
        return Glyphs(
            place,
            {glyph: font.to_unicode[glyph] for glyph in ids},
            {glyph: font.widths[glyph] for glyph in ids},
        )

    def _resources(self, stream: Any, images: Mapping[str, Any]) -> Resources:
        """What a stream names, and what is named by what it names."""
        named = stream._resources
        forms = {name: each for name, each in named["XObject"].items() if each is not None}
        names = {id(form): name for name, form in forms.items()}
        pictures = (name for name, each in named["XObject"].items() if each is None)
        spaces = {
            item
            for item in stream.stream
            if isinstance(item, bytes) and item.startswith(_COLOUR_SPACES)
        }
        return Resources(
            states={name: _state(state, names) for name, state in named["ExtGState"].items()},
            pictures={name: self._digest(images[name]) for name in pictures},
            groups={name: self._form(form, images) for name, form in forms.items()},
            patterns={
                name: self._form(pattern, images) for name, pattern in named["Pattern"].items()
            },
            shadings={name: _entries(shading) for name, shading in named["Shading"].items()},
            is_lab=any(each.startswith(_LAB) for each in spaces),
            is_cmyk=any(each.startswith(_CMYK) for each in spaces),
        )

    def _form(self, form: Any, images: Mapping[str, Any]) -> Form:
        entries = {name: value for name, value in form.extra.items() if name != "Resources"}
        return Form(_entries(entries), _deflated(form), self._resources(form, images))

    def _digest(self, entry: Mapping[str, Any]) -> str:
        """The digest of a picture; the picture is kept under it."""
        known = id(entry["image"]), bool(entry["interpolate"])
        if known not in self._digests:
            ratio = max(entry["dpi_ratios"])
            picture = _picture(entry["image"].get_x_object(entry["interpolate"], ratio))
            digest = sha256(picture.entries + picture.data)
            if picture.mask:
                digest.update(picture.mask.entries + picture.mask.data)
            self._digests[known] = digest.hexdigest()
            self.pictures[digest.hexdigest()] = picture
        return self._digests[known]


def _empty_resources() -> pydyf.Dictionary:
    """As `weasyprint.pdf.generate_pdf` has them."""
    kinds = ("ExtGState", "XObject", "Pattern", "Shading")
    return pydyf.Dictionary({kind: pydyf.Dictionary() for kind in kinds} | {"ColorSpace": None})


def _boxes(page: Any) -> tuple[Box, Box, Box]:
    """The sheet, the page, and the page with its edges, as `weasyprint.pdf.generate_pdf` has them."""
    width, height = page.width * _POINTS, page.height * _POINTS
    bleed = {side: px * _POINTS for side, px in page.bleed.items()}
    sides = tuple(bleed[side] for side in ("left", "bottom", "right", "top"))

    def around(most: float) -> Box:
        left, bottom, right, top = (min(most, side) for side in sides)
        return 0.0 - left, 0.0 - bottom, float(width + right), float(height + top)

    return around(inf), around(0.0), around(_BLEED_PT)


def _deflated(stream: pydyf.Stream) -> bytes:
    return deflated(b"\n".join(map(pydyf._to_bytes, stream.stream)))


def _entries(entries: Mapping[str, Any]) -> bytes:
    data: bytes = pydyf.Dictionary(dict(entries)).data
    return data.removeprefix(b"<<").removesuffix(b">>")


def _state(state: pydyf.Dictionary, names: Mapping[int, str]) -> State:
    mask = state.get("SMask")
    if mask is None:
        return State(_entries(state))
    others = {name: value for name, value in state.items() if name != "SMask"}
    return State(_entries(others), str(mask["S"]), names[id(mask["G"])])


def _picture(x_object: pydyf.Stream) -> Picture:
    extra = dict(x_object.extra)
    mask = extra.pop("SMask", None)
    extra.pop("Interpolate", None)  # leaves the picture to the reader's taste: not for keeping
    data = b"\n".join(map(pydyf._to_bytes, x_object.stream))
    return Picture(_entries(extra), data, _picture(mask) if mask else None)


def _link(matrix: Matrix, link: tuple[Any, ...]) -> Link:
    kind, target, rectangle, _ = link
    left, bottom = matrix.transform_point(*rectangle[:2])
    right, top = matrix.transform_point(*rectangle[2:])
    area = float(left), float(bottom), float(right), float(top)
    return Link(area, target, kind == "internal")


def _bookmark(matrix: Matrix, bookmark: tuple[Any, ...]) -> Bookmark:
    level, label, point, state = bookmark
    x, y = matrix.transform_point(*point)
    return Bookmark(level, label, float(x), float(y), state != "closed")
