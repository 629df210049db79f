"""What is drawn: pages as plain data, which another process or a later run can put into a PDF.

Nothing here knows WeasyPrint.  Lengths are points, counted from the lower left corner of the page, as in
PDF.  Streams are deflated already; entries of dictionaries are PDF syntax without the brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

FORMAT = 6
"""Of encoded pages; raise it with every change of the types below."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class _Plain(msgspec.Struct, frozen=True, array_like=True):
    """Plain data: compared by value, pickled, encoded without the names of its fields."""


class Face(_Plain, frozen=True, array_like=True):
    """A font of this computer, and what a PDF says of it.

    Attributes:
        key: Six capital letters: its name in content streams, and the mark of a subset.
        name: Its name in the PDF, without that mark.
        family: Its family, for people.
        file: Its file; from `~` on where it lies in the home folder.
        index: Which font of a collection (lower 16 bits) and which named instance (upper bits, from 1).
        variations: Where it stands on each axis of a variable font.
        checksum: The file's own sum (`head.checkSumAdjustment`): glyphs are counted in this very file.
        ascent, descent: In thousandths of an em.
        is_italic, is_serif: For readers that have to replace it.
        is_coloured: Its glyphs are drawn as pictures, and are empty in the PDF's font.
    """

    key: str
    name: str
    family: str
    file: str
    index: int
    variations: tuple[tuple[str, float], ...]
    checksum: int
    ascent: int
    descent: int
    is_italic: bool
    is_serif: bool
    is_coloured: bool


class Glyphs(_Plain, frozen=True, array_like=True):
    """What a page uses of a font.

    Attributes:
        face: Place of the font in `Drawn.faces`.
        texts: By number of the glyph, the characters that it stands for.
        widths: By number of the glyph, its width in thousandths of an em.
    """

    face: int
    texts: dict[int, str]
    widths: dict[int, int]


class State(_Plain, frozen=True, array_like=True):
    """A graphics state.

    Attributes:
        entries: PDF syntax.
        mask: Kind of its soft mask ("/Luminosity", "/Alpha"), if it has one.
        group: Name of the group that is the mask.
    """

    entries: bytes
    mask: str = ""
    group: str = ""


class Form(_Plain, frozen=True, array_like=True):
    """A stream of its own that a page draws: a transparency group, a pattern."""

    entries: bytes
    content: bytes
    resources: Resources


class Resources(_Plain, frozen=True, array_like=True):
    """What a content stream names, by the names that it uses.

    Attributes:
        states: Graphics states.
        pictures: Digests of pictures (`Drawn.pictures`).
        groups: Transparency groups.
        patterns: Tiles.
        shadings: Gradients, in PDF syntax.
        is_lab: It uses the colour spaces /lab-d50 and /lab-d65.
        is_cmyk: It uses the inks of some printer.
    """

    states: dict[str, State] = {}
    pictures: dict[str, str] = {}
    groups: dict[str, Form] = {}
    patterns: dict[str, Form] = {}
    shadings: dict[str, bytes] = {}
    is_lab: bool = False
    is_cmyk: bool = False


class Picture(_Plain, frozen=True, array_like=True):
    """A picture as it goes into the PDF, packed already."""

    entries: bytes
    data: bytes
    mask: Picture | None = None


class Link(_Plain, frozen=True, array_like=True):
    """A place that can be clicked.

    Attributes:
        area: The place.
        target: Name of an anchor of the same paper, or an address.
        is_internal: Whether it is an anchor.
    """

    area: Box
    target: str
    is_internal: bool


class Anchor(_Plain, frozen=True, array_like=True):
    """A place that links lead to."""

    name: str
    x: float
    y: float


class Bookmark(_Plain, frozen=True, array_like=True):
    """An entry of the outline.

    Attributes:
        level: From 1, as headings count.
        label: Its words.
        x, y: Where it leads.
        is_open: Whether what is below it shows.
    """

    level: int
    label: str
    x: float
    y: float
    is_open: bool = True


class Cell(_Plain, frozen=True, array_like=True):
    """What a structure element says of a table cell; ids are unique within the page.

    Attributes:
        columns, rows: How many it spans.
        own_id: By which other cells name this one as their header.
        headers: Ids of its headers; None for a header itself.
        heads: For a header, what it heads: `Row`, `Column`.
    """

    columns: int = 1
    rows: int = 1
    own_id: str = ""
    headers: tuple[str, ...] | None = None
    heads: str = ""


class Tag(_Plain, frozen=True, array_like=True):
    """A structure element.

    Attributes:
        role: Its kind: `P`, `TD`, `Figure` …
        kids: Elements below it, and numbers of marked content of the page.
        alt: Words for a picture.
        area: Where a picture stands.
        cell: If it is a table cell.
        link: Place of the link that it holds, in `DrawnPage.links`.
    """

    role: str
    kids: tuple[Tag | int, ...] = ()
    alt: str | None = None
    area: Box | None = None
    cell: Cell | None = None
    link: int | None = None


class DrawnPage(_Plain, frozen=True, array_like=True):
    """A page.

    Attributes:
        media, trim, bleed: Its boxes: the sheet, the page cut to size, and that with its edges.
        content: The content stream.
        resources: What it names, but for its fonts.
        glyphs: Its fonts.
        links, anchors, bookmarks: In reading order.
        tags: Its structure elements, the topmost ones; its margins stand outside the structure.
        name: Its name in the style sheet (`page: pledge`), if it has one.
        over: Content drawn over it when it is put into a file, e.g. its codes; packed, as artifacts.
    """

    media: Box
    trim: Box
    bleed: Box
    content: bytes
    resources: Resources = Resources()
    glyphs: tuple[Glyphs, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    tags: tuple[Tag, ...] = ()
    name: str = ""
    over: bytes = b""


class Flow(_Plain, frozen=True, array_like=True):
    """Pages of a paper that were laid out together, apart from its others.

    Attributes:
        digest: Digest of all that they show, and of the number on the first.
        pages: How many they are.
        way: In which of the ways that their template offers they were set.
    """

    digest: str
    pages: int
    way: str = ""


class Drawn(_Plain, frozen=True, array_like=True):
    """A paper, drawn.

    Attributes:
        pages: Its pages.
        faces: The fonts that they use.
        pictures: Its pictures, by digest.
        title: Its title.
        lang: Its language, e.g. `zh-CN`.
        info: Further entries of the PDF's information: `Author`, `Subject` …
        flows: What its pages were laid out together with, in order; none where that is not known.
    """

    pages: tuple[DrawnPage, ...]
    faces: tuple[Face, ...]
    pictures: dict[str, Picture]
    title: str
    lang: str
    info: tuple[tuple[str, str], ...] = ()
    flows: tuple[Flow, ...] = ()

    @property
    def way(self) -> str:
        """The ways in which its flows were set, each class once."""
        return " ".join(dict.fromkeys(" ".join(flow.way for flow in self.flows).split()))

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self.pages)

    @property
    def fonts(self) -> frozenset[str]:
        """Families of its fonts; one that a style sheet gave another name goes by its own."""
        return frozenset(face.family for face in self.faces)

    def stretch(self, first: int, end: int) -> Drawn:
        """Some of its pages, from the place `first` up to `end`, counted from 0.

        It holds no pictures but theirs, and its topmost headings are of level 1: it is read by itself.
        """
        return self._with(_raised(self.pages[first:end]), ())

    def flow(self, digest: str) -> Drawn | None:
        """The pages of one of its flows; None where it has no such flow."""
        first = 0
        for flow in self.flows:
            if flow.digest == digest:
                return self._with(self.pages[first : first + flow.pages], (flow,))
            first += flow.pages
        return None

    def _with(self, pages: tuple[DrawnPage, ...], flows: tuple[Flow, ...]) -> Drawn:
        """Some of its pages, with their pictures and no others."""
        shown = {name for page in pages for name in _pictures_in(page.resources)}
        pictures = {name: each for name, each in self.pictures.items() if name in shown}
        return msgspec.structs.replace(self, pages=pages, pictures=pictures, flows=flows)


def joined(parts: Sequence[Drawn]) -> Drawn:
    """One paper of several that follow each other; the first says what it is called.

    Fonts stand in the order of their use, so that it makes no difference which parts were kept.
    """
    faces: dict[Face, int] = {}
    pages = tuple(_faced(page, part.faces, faces) for part in parts for page in part.pages)
    return msgspec.structs.replace(
        parts[0],
        pages=pages,
        faces=tuple(faces),
        pictures={name: each for part in parts for name, each in part.pictures.items()},
        flows=tuple(flow for part in parts for flow in part.flows),
    )


def _faced(page: DrawnPage, of_part: Sequence[Face], faces: dict[Face, int]) -> DrawnPage:
    """The page, its fonts counted in `faces`, which grows by those that are new."""
    glyphs = tuple(
        msgspec.structs.replace(used, face=faces.setdefault(of_part[used.face], len(faces)))
        for used in page.glyphs
    )
    return msgspec.structs.replace(page, glyphs=glyphs)


HEADINGS = {f"H{level}": level for level in range(1, 7)}
"""Roles of headings, and their levels."""


def _raised(pages: tuple[DrawnPage, ...]) -> tuple[DrawnPage, ...]:
    """The pages, their headings as many levels higher as leaves the topmost at level 1."""
    by = min((HEADINGS[role] for page in pages for role in _headings(page.tags)), default=1) - 1

    def raised(tag: Tag | int) -> Tag | int:
        if isinstance(tag, int):
            return tag
        role = f"H{HEADINGS[tag.role] - by}" if tag.role in HEADINGS else tag.role
        return msgspec.structs.replace(tag, role=role, kids=tuple(map(raised, tag.kids)))

    if not by:
        return pages
    return tuple(
        msgspec.structs.replace(page, tags=tuple(map(raised, page.tags))) for page in pages
    )


def _headings(tags: Iterable[Tag | int]) -> Iterator[str]:
    for tag in tags:
        if isinstance(tag, Tag):
            if tag.role in HEADINGS:
                yield tag.role
            yield from _headings(tag.kids)


def _pictures_in(resources: Resources) -> Iterator[str]:
    yield from resources.pictures.values()
    for form in (*resources.groups.values(), *resources.patterns.values()):
        yield from _pictures_in(form.resources)


_Encoded: TypeAlias = tuple[int, Drawn]
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[_Encoded] = msgspec.msgpack.Decoder(_Encoded)
_FORMAT_DECODER = msgspec.msgpack.Decoder(tuple[int, msgspec.Raw])


def encode(drawn: Drawn) -> bytes:
    """A paper as bytes: the same for equal papers, whatever process drew them."""
    return _ENCODER.encode((FORMAT, drawn))


def decode(data: bytes) -> Drawn:
    """A paper from its bytes.

    Raises:
        ValueError: The bytes are damaged, or were written by a program with another `FORMAT`.
    """
    try:
        written, _ = _FORMAT_DECODER.decode(data)
        if written == FORMAT:
            return _DECODER.decode(data)[1]
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"format {written}, not {FORMAT}")
