"""Papers and packets put together from drawn pages; neither WeasyPrint nor Pango is needed for it.

A page has resources of its own, so that names of different papers cannot meet.  Fonts and pictures go
into the file once, however many pages show them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.tools.pdffile import (
    PdfFile,
    deflated,
    info,
    number,
    numbers,
    reference,
    references,
    text,
)
from pipeline.tools.srgb import CONDITION, profile
from pipeline.tools.weasyprint.drawn import (
    Bookmark,
    Drawn,
    DrawnPage,
    Face,
    Form,
    Link,
    Picture,
    Resources,
)
from pipeline.tools.weasyprint.embedding import add_fonts
from pipeline.tools.weasyprint.outline import Entry, add_outline
from pipeline.tools.weasyprint.tagging import Structure
from pipeline.tools.xmp import Claims, xmp

_A4 = (0.0, 0.0, 210 / 25.4 * 72, 297 / 25.4 * 72)
BLANK = DrawnPage(media=_A4, trim=_A4, bleed=_A4, content=zlib.compress(b""), resources=Resources())
"""The empty back of a sheet."""

_FROM, _UNNUMBERED = b"<</S/D/St %d>>", b"<<>>"
"""Page labels: numbers as printed; the empty back of a sheet has none."""

_LAB = b"[/Lab<</WhitePoint[%s]/Range[-125 125 -125 125]>>]"
_LAB_SPACES = b"/ColorSpace<</lab-d50%s/lab-d65%s>>" % (
    _LAB % b"0.964296 1 0.825105",
    _LAB % b"0.950456 1 1.089058",
)
"""The white points of tinycss2, as WeasyPrint writes them."""


@dataclass(frozen=True, slots=True)
class Section:
    """A paper inside a packet.

    Attributes:
        drawn: The paper, drawn.
        bookmark: Its bookmark; "" keeps the paper's own.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
        first_number: The number printed on its first page.
    """

    drawn: Drawn
    bookmark: str = ""
    fresh_sheet: bool = True
    first_number: int = 1


@dataclass(frozen=True, slots=True)
class Combined:
    """A packet: the PDF, its pages, and for each paper the page it starts on, counted from 1."""

    pdf: bytes
    page_count: int
    first_pages: tuple[int, ...]


def write(drawn: Drawn) -> bytes:
    """The PDF of one paper: tagged, compressed, without dates, opening at actual size.

    Raises:
        ToolMissingError: A font is gone, or another one has taken its place since the paper was drawn.
    """
    return _Assembly(title=drawn.title, first=drawn).written(
        [_Sheet(page, drawn, "", page.bookmarks) for page in drawn.pages], {0: _FROM % 1}
    )


def put_together(sections: Sequence[Section], *, title: str) -> Combined:
    """One PDF of several papers: fonts and pictures once, tags, links and bookmarks kept.

    Args:
        sections: The papers; at least one.
        title: The packet's title.

    Raises:
        ToolMissingError: A font is gone, or another one has taken its place since a paper was drawn.
    """
    sheets: list[_Sheet] = []
    first_pages = []
    labels: dict[int, bytes] = {}
    for place, section in enumerate(sections, start=1):
        if section.fresh_sheet and len(sheets) % 2:
            labels[len(sheets)] = _UNNUMBERED
            sheets.append(_Sheet(BLANK, section.drawn, "", ()))
        labels[len(sheets)] = _FROM % section.first_number
        first_pages.append(len(sheets) + 1)
        sheets += _sheets(section, f"{place}/")
    pdf = _Assembly(title=title, first=sections[0].drawn).written(sheets, labels)
    return Combined(pdf, len(sheets), tuple(first_pages))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page of the file.

    Attributes:
        page: The page.
        drawn: The paper that it belongs to.
        names: What the names of its anchors start with, so that those of two papers differ.
        bookmarks: Its bookmarks.
    """

    page: DrawnPage
    drawn: Drawn
    names: str
    bookmarks: tuple[Bookmark, ...]


def _sheets(section: Section, names: str) -> Iterator[_Sheet]:
    """The pages of a section, its first bookmark named as the packet wants it."""
    for place, page in enumerate(section.drawn.pages):
        bookmarks = page.bookmarks
        if section.bookmark and place == 0:
            bookmarks = (Bookmark(1, section.bookmark, 0.0, page.trim[3]), *bookmarks[1:])
        yield _Sheet(page, section.drawn, names, bookmarks)


class _Assembly:
    """Puts a file together, object by object.

    Args:
        title: Title of the file.
        first: Says the rest about the file: its language, its makers.
    """

    def __init__(self, *, title: str, first: Drawn) -> None:
        self._pdf = PdfFile()
        self._title, self._first = title, first
        self._pictures: dict[str, int] = {}
        self._fonts: dict[Face, int] = {}
        self._is_cmyk = False
        self._around: list[int] = []

    def written(self, sheets: Sequence[_Sheet], labels: Mapping[int, bytes]) -> bytes:
        """The file with these pages, and labels by the page that they start at, counted from 0."""
        pdf = self._pdf
        root = pdf.reserve()
        pages = [pdf.reserve() for _ in sheets]
        structure = Structure(pdf, page_count=len(sheets))
        self._fonts = add_fonts(pdf, ((sheet.drawn, sheet.page) for sheet in sheets))
        for place, sheet in enumerate(sheets):
            links = [pdf.reserve() for _ in sheet.page.links]
            keys = structure.add_page(sheet.page, place, pages[place], links)
            for link, name in zip(sheet.page.links, links, strict=True):
                pdf.put(name, _annotation(link, sheet.names, keys.get(name)))
            pdf.put(pages[place], self._page(sheet, place, root, links))
        pdf.put(root, b"<</Type/Pages/Kids%s/Count %d>>" % (references(pages), len(pages)))
        said = (("Title", self._title), *self._first.info)
        tree = structure.finish()
        claims = Claims(
            lasting=not self._is_cmyk,
            accessible=structure.is_sound and bool(self._title and self._first.lang),
        )
        described = pdf.add_stream(
            xmp(said, claims), b"/Type/Metadata/Subtype/XML", is_deflated=False
        )
        catalog = b"".join((
            b"<</Type/Catalog/Pages %s" % reference(root),
            self._outline(sheets, pages),
            _destinations(sheets, pages),
            b"/StructTreeRoot %s/MarkInfo<</Marked true>>" % reference(tree),
            b"/Metadata %s/OutputIntents[%s]" % (reference(described), self._colours()),
            b"/Lang%s" % text(self._first.lang),
            b"/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>",
            b"/OpenAction[%s/XYZ null null 1]" % reference(pages[0]) if pages else b"",
            b"/PageLabels<</Nums[%s]>>" % b" ".join(b"%d%s" % each for each in labels.items()),
            b">>",
        ))  # fmt: skip
        return pdf.written(catalog=pdf.add(catalog), info=pdf.add(info(said)))

    def _colours(self) -> bytes:
        """What colours mean in this file."""
        held = self._pdf.add_stream(deflated(profile()), b"/N 3")
        return b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier%s/DestOutputProfile %s>>" % (
            text(CONDITION), reference(held),
        )  # fmt: skip

    def _outline(self, sheets: Sequence[_Sheet], pages: Sequence[int]) -> bytes:
        entries = (
            Entry(bookmark, page)
            for sheet, page in zip(sheets, pages, strict=True)
            for bookmark in sheet.bookmarks
        )
        outline = add_outline(self._pdf, entries)
        return b"/Outlines %s" % reference(outline) if outline else b""

    def _page(self, sheet: _Sheet, place: int, root: int, links: list[int]) -> bytes:
        page = sheet.page
        fonts = self._font_names(sheet)
        return b"".join((
            b"<</Type/Page/Parent %s/MediaBox%s" % (reference(root), numbers(page.media)),
            b"/TrimBox%s/BleedBox%s" % (numbers(page.trim), numbers(page.bleed)),
            b"/Contents %s" % self._contents(page),
            b"/Resources%s" % self._resources(page.resources, sheet.drawn.pictures, fonts),
            b"/Annots%s" % references(links) if links else b"",
            b"/Tabs/S/StructParents %d>>" % place,
        ))  # fmt: skip

    def _contents(self, page: DrawnPage) -> bytes:
        """The page's content; what is drawn over it starts from the graphics state of an empty page."""
        content = self._pdf.add_stream(page.content)
        if not page.over:
            return reference(content)
        if not self._around:
            self._around = [self._pdf.add_stream(each, is_deflated=False) for each in (b"q", b"Q")]
        save, restore = self._around
        return references([save, content, restore, self._pdf.add_stream(page.over)])

    def _font_names(self, sheet: _Sheet) -> bytes:
        faces = (sheet.drawn.faces[each.face] for each in sheet.page.glyphs)
        names = (b"/%s %s" % (face.key.encode(), reference(self._fonts[face])) for face in faces)
        return b"<<%s>>" % b"".join(names)

    def _resources(
        self, resources: Resources, pictures: Mapping[str, Picture], fonts: bytes
    ) -> bytes:
        """A dictionary of resources; groups use the fonts of their page."""
        self._is_cmyk = self._is_cmyk or resources.is_cmyk
        groups = {
            name: self._form(form, pictures, fonts) for name, form in resources.groups.items()
        }
        patterns = {
            name: self._form(form, pictures, fonts) for name, form in resources.patterns.items()
        }
        shown = {
            name: self._picture(digest, pictures[digest])
            for name, digest in resources.pictures.items()
        }
        shadings = {
            name: self._pdf.add(b"<<%s>>" % shading) for name, shading in resources.shadings.items()
        }
        states = (
            b"/%s<<%s%s>>" % (
                name.encode(), state.entries, _soft_mask(state.mask, groups.get(state.group)),
            )
            for name, state in resources.states.items()
        )  # fmt: skip
        kinds = {
            b"ExtGState": b"".join(states),
            b"XObject": _named(groups | shown),
            b"Pattern": _named(patterns),
            b"Shading": _named(shadings),
        }
        filled = b"".join(b"/%s<<%s>>" % kind for kind in kinds.items() if kind[1])
        return b"<</Font%s%s%s>>" % (fonts, filled, _LAB_SPACES if resources.is_lab else b"")

    def _form(self, form: Form, pictures: Mapping[str, Picture], fonts: bytes) -> int:
        resources = self._resources(form.resources, pictures, fonts)
        return self._pdf.add_stream(form.content, form.entries + b"/Resources" + resources)

    def _picture(self, digest: str, picture: Picture) -> int:
        if digest not in self._pictures:
            self._pictures[digest] = self._add_picture(picture)
        return self._pictures[digest]

    def _add_picture(self, picture: Picture) -> int:
        entries = picture.entries
        self._is_cmyk = self._is_cmyk or b"/DeviceCMYK" in entries
        if picture.mask:
            entries += b"/SMask %s" % reference(self._add_picture(picture.mask))
        return self._pdf.add_stream(picture.data, entries, is_deflated=False)


def _named(objects: Mapping[str, int]) -> bytes:
    return b"".join(b"/%s %s" % (name.encode(), reference(to)) for name, to in objects.items())


def _soft_mask(kind: str, group: int | None) -> bytes:
    if group is None:
        return b""
    return b"/SMask<</Type/Mask/S%s/G %s>>" % (kind.encode(), reference(group))


def _annotation(link: Link, names: str, key: int | None) -> bytes:
    """The annotation of a link, with its key in the tree that leads to structure elements."""
    target = text(names + link.target if link.is_internal else link.target)
    leads = b"/Dest" + target
    if not link.is_internal:
        leads = b"/A<</Type/Action/S/URI/URI%s>>" % target
    parent = b"" if key is None else b"/StructParent %d" % key
    return b"<</Type/Annot/Subtype/Link/F 4/Rect%s/BS<</W 0>>/Contents%s%s%s>>" % (
        numbers(link.area), text(link.target), leads, parent,
    )  # fmt: skip


def _destinations(sheets: Sequence[_Sheet], pages: Sequence[int]) -> bytes:
    """The tree of names that links lead to; sorted, as name trees have to be."""
    places = {
        sheet.names + anchor.name: b"[%s/XYZ %s %s 0]"
        % (reference(page), number(anchor.x), number(anchor.y))
        for sheet, page in zip(sheets, pages, strict=True)
        for anchor in sheet.page.anchors
    }
    ordered = sorted((text(name), place) for name, place in places.items())
    rows = b"".join(name + place for name, place in ordered)
    return b"/Names<</Dests<</Names[%s]>>>>" % rows if rows else b""
