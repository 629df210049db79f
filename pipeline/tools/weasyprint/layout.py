"""WeasyPrint: HTML to PDF, and nothing passes in silence.

Nothing outside this folder touches WeasyPrint.  It reads photos from memory and files of the template
folders, nothing else; whatever WeasyPrint complains about ends as an error.  Fonts and style sheets
are read once per process and owner of templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import weasyprint
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcherResponse

from pipeline.errors import TemplateError, WuxiaoError
from pipeline.tools.weasyprint import justify, shortcuts, styles, table_lines, text
from pipeline.tools.weasyprint.complaints import StopError, watched
from pipeline.tools.weasyprint.fontmap import Fonts
from pipeline.typefaces import css as typefaces

VERSION: str = weasyprint.VERSION

PHOTO_SCHEME = "photo:"
"""Start of the address of a photo: `photo:附件/P01/实施前-1.jpg`, URL-encoded."""

_CUSTOM_PROPERTY = re.compile(r"(--[\w-]+)\s*:\s*([^;}]*)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_TYPEFACES = re.compile(rf"""@import\s+["']{re.escape(typefaces.SHEET)}["']\s*;""")
_MOST_LOOKS = 3
"""Of how many owners fonts and style sheets are held: a process may make papers of one dossier after the other."""
_CSS_TYPE = {"Content-Type": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Resources:
    """What a page may read.

    Attributes:
        folders: Folders of templates; a relative address is looked for in each, in order.
        photos: JPEG files by the path that follows `photo:`.
        owners: Whose templates are among them, besides ours: what their style sheets call a font is so called on
            pages of the same owners alone.
    """

    folders: tuple[Path, ...]
    photos: Mapping[str, bytes] = field(default_factory=dict)
    owners: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Pages that are laid out and may be drawn.

    Attributes:
        document: WeasyPrint's document.
        tree: The HTML that it was laid out from.
        where: Name of the document, for messages.
        way: In which of the ways that its template offers, each class once.
    """

    document: Any
    tree: Any
    where: str
    way: str = ""

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self.document.pages)

    def followed_by(self, others: Sequence[LaidOut]) -> LaidOut:
        """The same, with the pages of others behind its own."""
        every = (self, *others)
        pages = [page for each in every for page in each.document.pages]
        classes = dict.fromkeys(" ".join(each.way for each in every).split())
        return replace(self, document=self.document.copy(pages), way=" ".join(classes))


def lay_out(html: str, *, resources: Resources, where: str = "") -> LaidOut:
    """Lay out a page of HTML as it is; see `Opened`."""
    return Opened(html, resources=resources, where=where).laid_out()


class Opened:
    """A page of HTML, read, to be laid out in one way or several.

    Its `<link rel=stylesheet>` are read once per process, its pictures once.

    Args:
        html: The whole page.
        resources: What it may read.
        where: Name of the document, for messages.

    Raises:
        TemplateError: An address that may not be read, or CSS that is not understood.
    """

    def __init__(self, html: str, *, resources: Resources, where: str = "") -> None:
        _start()
        self._where = where
        fetch, look = _Fetcher(resources, where), _look_of(resources.owners)
        self._fonts = look.fonts
        with watched(where):
            self._page = HTML(string=html, base_url=_base(resources), url_fetcher=fetch)
            links = _take_links(self._page.etree_element)
            self._sheets = [look.sheet(fetch.file_of_link(href)) for href in links]
        self._body = self._page.etree_element.find("body")
        self._classes = self._body.get("class", "")
        self._pictures: dict[str, Any] = {}

    def laid_out(self, way: str = "", *, first_number: int = 1) -> LaidOut:
        """The page, laid out.

        Args:
            way: Further classes of its body.
            first_number: Number of the first page; those with even numbers are left pages.

        Raises:
            TemplateError: An address that may not be read, a missing photo, or CSS that is not
                understood.
        """
        self._body.set("class", f"{way} {self._classes}".strip())
        sheets = self._sheets
        if first_number > 1:
            sheets = [*map(_without_first, sheets), _numbered_from(first_number)]
        with watched(self._where):
            document = self._page.render(
                font_config=self._fonts, stylesheets=sheets, cache=self._pictures
            )
        return LaidOut(document, self._page.etree_element, self._where, way)


class _Fetcher:
    """Reads what a page may read; refuses the rest by stopping."""

    _fail_on_errors = True

    def __init__(self, resources: Resources, where: str) -> None:
        self._resources, self._where = resources, where
        self._folders = [folder.resolve() for folder in resources.folders]

    def __call__(self, url: str) -> URLFetcherResponse:
        if url.startswith(PHOTO_SCHEME):
            return self._photo(url)
        path = self.file(url)
        kind = _CSS_TYPE if path.suffix == ".css" else None
        return URLFetcherResponse(url, path.read_bytes(), kind)

    def file_of_link(self, href: str) -> Path:
        """The file behind the address of a `<link>`."""
        return self.file(_base(self._resources) + href if "://" not in href else href)

    def _photo(self, url: str) -> URLFetcherResponse:
        path = unquote(url.removeprefix(PHOTO_SCHEME))
        try:
            return URLFetcherResponse(url, self._resources.photos[path])
        except KeyError:
            raise _stop(
                "缺少照片", where=path, why="页面要用，却没有这张照片", remedy="补上照片"
            ) from None
        except WuxiaoError as error:
            raise StopError(error) from error

    def file(self, url: str) -> Path:
        """The file behind a `file:` address, if it is in one of the folders."""
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc:
            path = Path(url2pathname(parts.path)).resolve()
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


def _stop(what: str, *, where: str, why: str, remedy: str) -> StopError:
    return StopError(TemplateError(what, where=where, why=why, remedy=remedy))


@cache
def _start() -> None:
    """Mend what WeasyPrint does not do for Chinese lines and tables over several pages; make it fast."""
    justify.install()
    table_lines.install()
    styles.install()
    shortcuts.install()
    text.install()


class _Look:
    """Fonts, and style sheets as they are parsed with them."""

    def __init__(self) -> None:
        self.fonts = Fonts()
        self._sheets: dict[tuple[Path, int], CSS] = {}

    def sheet(self, path: Path) -> CSS:
        """A style sheet, parsed once as long as it stays as it is."""
        key = path, path.stat().st_mtime_ns
        if key not in self._sheets:
            self._sheets[key] = self._parsed(path)
        return self._sheets[key]

    def _parsed(self, path: Path) -> CSS:
        where = f"{path.parent.name}/{path.name}"
        fetch = _Fetcher(Resources((path.parent,)), where)
        css = _with_typefaces(path.read_text(encoding="utf-8"))
        with watched(where):
            return CSS(
                string=_expanded(css),
                base_url=path.parent.as_uri() + "/",
                url_fetcher=fetch,
                font_config=self.fonts,
            )


@lru_cache(maxsize=_MOST_LOOKS)
def _look_of(owners: tuple[Path, ...]) -> _Look:  # noqa: ARG001 - the cache's key
    return _Look()


@lru_cache(maxsize=32)
def _without_first(sheet: CSS) -> CSS:
    """A sheet without what it says of the first page of a paper: for a part that begins on a later one."""
    later = copy(sheet)
    later.page_rules = [
        (rule, selectors, declarations)
        for rule, selectors, declarations in sheet.page_rules
        if not any(page.first for _, _, page in selectors)
    ]
    return later


@cache
def _numbered_from(first_number: int) -> CSS:
    side = "right" if first_number % 2 else "left"
    return CSS(
        string=f"@page :first {{ counter-reset: page {first_number} }} html {{ break-before: {side} }}"
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
