"""WeasyPrint: HTML to PDF, and nothing passes in silence.

Nothing outside this folder touches WeasyPrint.  It reads photos from memory and files of the template
folders, nothing else; whatever WeasyPrint complains about ends as an error.  Fonts and style sheets
are read once per process.
"""

from __future__ import annotations

import copy
import gc
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import weasyprint
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from pipeline.errors import MissingGlyphError, TemplateError, WuxiaoError
from pipeline.tools.weasyprint import embedding, finishing, justify, table_lines
from pipeline.typefaces import css as typefaces
from pipeline.typefaces.installed import font_folders

VERSION: str = weasyprint.VERSION

PHOTO_SCHEME = "photo:"
"""Start of the address of a photo: `photo:附件/P01/实施前-1.jpg`, URL-encoded."""

_LOGGER = logging.getLogger("weasyprint")
_MISSING_GLYPH = ".notdef glyph rendered"
_FONT_NOT_HERE = "Font-face %r cannot be loaded"
"""An @font-face names a font of the system that is not installed: the next in the chain stands in."""
_NOT_BY_HARFBUZZ = 'Unable to subset "%s" with HarfBuzz'
"""Then fontTools does it (`embedding`)."""

_HARMLESS = (_FONT_NOT_HERE, _NOT_BY_HARFBUZZ)
_CUSTOM_PROPERTY = re.compile(r"(--[\w-]+)\s*:\s*([^;}]*)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_TYPEFACES = re.compile(rf"""@import\s+["']{re.escape(typefaces.SHEET)}["']\s*;""")
_CSS_TYPE = {"Content-Type": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Resources:
    """What a page may read.

    Attributes:
        folders: Folders of templates; a relative address is looked for in each, in order.
        photos: JPEG files by the path that follows `photo:`.
    """

    folders: tuple[Path, ...]
    photos: Mapping[str, bytes] = field(default_factory=dict)


class LaidOut:
    """Pages that are laid out and may be written."""

    def __init__(
        self, document: Any, where: str, labels: Mapping[int, str] = finishing.ONE_PAPER
    ) -> None:
        self.document = document
        self._where = where
        self._labels = labels

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self.document.pages)

    def write(self) -> bytes:
        """The PDF: tagged, compressed, without dates, opening at actual size.

        Raises:
            MissingGlyphError: A character has no glyph in any font.
            TemplateError: WeasyPrint found something else wrong.
        """
        finish = partial(finishing.finish, labels=self._labels)
        with _watched(self._where):
            data: bytes = self.document.write_pdf(finisher=finish, pdf_tags=True)
        return data

    def fonts(self) -> frozenset[str]:
        """Families of the fonts in the PDF; known once it is written.

        A font that a style sheet gave another name goes by its own.
        """
        families = (font.family for font in self.document.fonts.values())
        return frozenset(finishing.own_name(family) for family in families)


@dataclass(frozen=True, slots=True)
class Section:
    """A paper inside a packet.

    Attributes:
        pages: The paper, laid out.
        bookmark: Its bookmark; "" keeps the paper's own.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
    """

    pages: LaidOut
    bookmark: str = ""
    fresh_sheet: bool = True


@dataclass(frozen=True, slots=True)
class Combined:
    """A packet: the PDF, its pages, and for each paper the page it starts on, counted from 1."""

    pdf: bytes
    page_count: int
    first_pages: tuple[int, ...]


def combine(sections: Sequence[Section], *, title: str) -> Combined:
    """One PDF of several papers that are laid out already: fonts once, tags and bookmarks kept.

    Raises:
        MissingGlyphError: A character has no glyph in any font.
    """
    pages: list[Any] = []
    first_pages = []
    labels: dict[int, str] = {}
    for section in sections:
        if section.fresh_sheet and len(pages) % 2:
            labels[len(pages)] = finishing.UNNUMBERED
            pages.append(_blank_page())
        labels[len(pages)] = finishing.FROM_1
        first_pages.append(len(pages) + 1)
        pages += _bookmarked(section)
    whole = sections[0].pages.document.copy(pages)
    whole.metadata = copy.copy(whole.metadata)
    whole.metadata.title = title
    return Combined(LaidOut(whole, title, labels).write(), len(pages), tuple(first_pages))


def _bookmarked(section: Section) -> list[Any]:
    """The pages of a section, its first bookmark named as the packet wants it."""
    first, *others = section.pages.document.pages
    if section.bookmark:
        first = copy.copy(first)
        rest = first.bookmarks[1:] if first.bookmarks else []
        first.bookmarks = [(1, section.bookmark, (0, 0), "open"), *rest]
    return [first, *others]


def _blank_page() -> Any:
    """The empty back of a sheet."""
    with _watched("空白页"):
        html = '<html lang="zh-CN"><style>@page { size: 210mm 297mm }</style></html>'
        return HTML(string=html).render(font_config=_fonts()).pages[0]


def lay_out(html: str, *, resources: Resources, where: str = "") -> LaidOut:
    """Lay out a page of HTML.  Its `<link rel=stylesheet>` are read once per process.

    Args:
        html: The whole page.
        resources: What it may read.
        where: Name of the document, for messages.

    Raises:
        TemplateError: An address that may not be read, a missing photo, or CSS that is not understood.
    """
    _start()
    fetch = _Fetcher(resources, where)
    with _watched(where):
        page = HTML(string=html, base_url=_base(resources), url_fetcher=fetch)
        sheets = [fetch.sheet(href) for href in _take_links(page.etree_element)]
        document = page.render(font_config=_fonts(), stylesheets=sheets)
    return LaidOut(document, where)


class _Fetcher:
    """Reads what a page may read; refuses the rest by stopping."""

    _fail_on_errors = True

    def __init__(self, resources: Resources, where: str) -> None:
        self._resources, self._where = resources, where
        self._folders = [folder.resolve() for folder in resources.folders]

    def __call__(self, url: str) -> URLFetcherResponse:
        if url.startswith(PHOTO_SCHEME):
            return self._photo(url)
        path = self._file(url)
        kind = _CSS_TYPE if path.suffix == ".css" else None
        return URLFetcherResponse(url, path.read_bytes(), kind)

    def sheet(self, href: str) -> CSS:
        """The parsed style sheet of a `<link>`."""
        path = self._file(_base(self._resources) + href if "://" not in href else href)
        return _sheet(path, path.stat().st_mtime_ns)

    def _photo(self, url: str) -> URLFetcherResponse:
        path = unquote(url.removeprefix(PHOTO_SCHEME))
        try:
            return URLFetcherResponse(url, self._resources.photos[path])
        except KeyError:
            raise _stop(
                "缺少照片", where=path, why="页面要用，却没有这张照片", remedy="补上照片"
            ) from None
        except WuxiaoError as error:
            raise _StopError(error) from error

    def _file(self, url: str) -> Path:
        """The file behind a `file:` address, if it is in one of the folders."""
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc:
            path = Path(url2pathname(parts.path)).resolve()
            if _is_installed_font(path):
                return path
            for folder in self._folders:
                if path.is_relative_to(self._folders[0]):
                    candidate = (folder / path.relative_to(self._folders[0])).resolve()
                else:
                    candidate = path
                if candidate.is_relative_to(folder) and candidate.is_file():
                    return candidate
        raise _stop(
            f"模板引用了不允许或不存在的地址“{unquote(url)}”",
            where=self._where,
            why="只能引用模板文件夹里的文件",
            remedy="把文件放进模板文件夹，并改用相对路径",
        )


def _is_installed_font(path: Path) -> bool:
    """Whether it is a font of this computer, asked for by `src: local(…)`."""
    is_font = path.suffix.lower() in {".otf", ".ttf", ".ttc"}
    return is_font and any(path.is_relative_to(folder) for folder in _font_folders())


@cache
def _font_folders() -> tuple[Path, ...]:
    return tuple(folder.resolve() for folder in font_folders())


class _StopError(FatalURLFetchingError):  # type: ignore[misc]
    """Carries an error of ours through WeasyPrint, which swallows ordinary exceptions."""

    def __init__(self, error: WuxiaoError) -> None:
        super().__init__(str(error))
        self.error = error


def _stop(what: str, *, where: str, why: str, remedy: str) -> _StopError:
    return _StopError(TemplateError(what, where=where, why=why, remedy=remedy))


class _Complaints(logging.Handler):
    """Collects what WeasyPrint has to say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(_MISSING_GLYPH) and isinstance(record.args, tuple):
            self.missing.append(str(record.args[0]))
        elif not str(record.msg).startswith(_HARMLESS):
            self.messages.append(record.getMessage())


@contextmanager
def _watched(where: str) -> Iterator[None]:
    """Turn everything WeasyPrint logs into errors."""
    complaints = _Complaints()
    _LOGGER.addHandler(complaints)
    propagate, _LOGGER.propagate = _LOGGER.propagate, False
    try:
        yield
    except _StopError as stop:
        raise stop.error from None
    except FatalURLFetchingError as error:
        raise TemplateError(
            "模板引用的文件读不出来", where=where, why=str(error), remedy="检查该文件"
        ) from error
    finally:
        _LOGGER.propagate = propagate
        _LOGGER.removeHandler(complaints)
    if complaints.messages:
        raise TemplateError(
            "模板排版时有问题",
            where=where,
            why="；".join(dict.fromkeys(complaints.messages)),
            remedy="改正模板的 HTML 或 CSS",
        )
    if complaints.missing:
        characters = "".join(dict.fromkeys(complaints.missing))
        raise MissingGlyphError.of(characters, where=where)


def _start() -> None:
    """Mend what WeasyPrint does not do for Chinese lines, tables over several pages, large fonts."""
    justify.install()
    table_lines.install()
    embedding.install()


@contextmanager
def burst() -> Iterator[None]:
    """Hold the garbage collector back while one paper is made; a seventh of the time is its own.

    What a paper leaves behind is collected as soon as the block is left.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _sheet(path: Path, modified_ns: int) -> CSS:  # noqa: ARG001 - part of the cache's key
    where = f"{path.parent.name}/{path.name}"
    fetch = _Fetcher(Resources((path.parent,)), where)
    css = _with_typefaces(path.read_text(encoding="utf-8"))
    finishing.learn_names(css)
    with _watched(where):
        return CSS(
            string=_expanded(css),
            base_url=path.parent.as_uri() + "/",
            url_fetcher=fetch,
            font_config=_fonts(),
        )


def _with_typefaces(css: str) -> str:
    """The sheet with the table of typefaces written out where it imports it."""
    return _TYPEFACES.sub(lambda _: typefaces.sheet(), css)


def _expanded(css: str) -> str:
    """The sheet with its own `var(--name)` written out, which saves WeasyPrint a tenth of its time."""
    values = dict(_CUSTOM_PROPERTY.findall(css))
    return _VAR.sub(lambda use: values.get(use[1], use[0]), css)


def _base(resources: Resources) -> str:
    return resources.folders[0].resolve().as_uri() + "/"


def _take_links(page: Any) -> list[str]:
    """Take the `<link rel=stylesheet>` out of a page, so that parsed sheets can be used for them."""
    taken = []
    for parent in page.iter("head"):
        for link in parent.findall("link"):
            if re.fullmatch(r"\s*stylesheet\s*", link.get("rel", ""), re.IGNORECASE):
                taken.append(link.get("href", ""))
                parent.remove(link)
    return taken
