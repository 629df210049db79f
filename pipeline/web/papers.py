"""Papers to look at, to print, to take along.  An address names a file by its content, never by its path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.run import showing
from pipeline.web.asking import download, place_of, show, site_of
from pipeline.web.site import Place

if TYPE_CHECKING:
    from pipeline.papers.manifest import FileEntry
    from pipeline.papers.outputs import Output

ID_DIGITS = 20

WIDTHS_PX = {"small": 180, "medium": 520, "large": 1240}
"""Widths of pictures of pages: papers beside each other, pages of one, a page to be read."""


def packets(request: Request) -> Response:
    """Packets by who gets them, with their sheets."""
    place = place_of(request)
    made = showing.made(place.folder, site_of(request).settings)
    draft = bool(made and made.manifest.draft)
    *groups, everything = showing.packets(made) if made else (None,)
    others = [
        each
        for each in (made.manifest.files if made else ())
        if each.kind.value == "print" and not each.is_printed()
    ]
    values = {
        "place": place, "here": "print", "groups": groups, "others": others, "everything": everything,
        "draft": draft,
        "seen": site_of(request).see_unless_busy(place) if made and not draft else None,
    }  # fmt: skip
    return show(request, "print.html", values)


def zipped(request: Request) -> Response:
    """All packets of one recipient in a zip."""
    place, made = _made(request)
    groups = showing.packets(made)[:-1]
    number = request.path_params["number"]
    if not 0 <= number < len(groups):
        raise HTTPException(404)
    own = groups[number]
    name = f"{place.name}-{own.recipient}-打印件.zip"
    return download(name, showing.zip_of(made, own.files))


def paper(request: Request) -> Response:
    """All pages of a paper as pictures; one that a build has just made has no files to be saved yet."""
    place, found = place_of(request), _found(request)
    stem = PurePosixPath(found.entry.path).stem
    own = [each for each in found.files if PurePosixPath(each.path).stem == stem]
    values = {"place": place, "here": "build", "entry": found.entry, "stem": stem, "own": own,
        "numbers": list(range(1, (found.entry.pages or 0) + 1)), "waits": bool(found.aside),
    }  # fmt: skip
    return show(request, "paper.html", values)


async def picture(request: Request) -> Response:
    """A page of a paper as a picture."""
    return await drawn(request, _picture)


def _picture(request: Request, width_px: int) -> bytes | None:
    found = _found(request)
    if found.entry.path.rpartition(".")[2] != "pdf":
        return None
    page = request.path_params["page"]
    return showing.page_picture(found.out, found.entry, page, width_px, found.aside)


async def drawn(request: Request, draw: Callable[[Request, int], bytes | None]) -> Response:
    """The picture that an address names, in the width that it names.

    One is drawn at a time: who waits for his turn holds no thread, so that other pages are answered.

    Args:
        request: Who asks, and for what.
        draw: Gives the picture so many pixels wide; None where there is none.

    Raises:
        HTTPException: There is none.
    """
    width_px = WIDTHS_PX.get(request.path_params["size"])
    if width_px is None:
        raise HTTPException(404)
    async with request.app.state.drawing:
        data = await run_in_threadpool(draw, request, width_px)
    if data is None:
        raise HTTPException(404)
    # Its address names its content: it may be kept by this browser, for as long as that runs.
    return Response(
        data, media_type="image/webp", headers={"cache-control": "private, max-age=600"}
    )


def file(request: Request) -> Response:
    """A file to be saved."""
    _, made = _made(request)
    entry = _entry(request, made)
    return download(PurePosixPath(entry.path).name, showing.content_of(made, entry.path))


@dataclass(frozen=True, slots=True)
class _Found:
    """A paper that an address names: in its place, with the files beside it, or waiting `aside`."""

    out: Path
    entry: FileEntry
    files: tuple[FileEntry, ...] = ()
    aside: str = ""


def _found(request: Request) -> _Found:
    place, site = place_of(request), site_of(request)
    made = showing.made(place.folder, site.settings)
    wanted = request.path_params["file"]
    if made:
        for each in made.manifest.files:
            if each.sha256[:ID_DIGITS] == wanted:
                return _Found(made.folder, each, made.manifest.files)
    for waiting in showing.coming(place.folder, site.settings):
        if waiting.entry.sha256[:ID_DIGITS] == wanted:
            return _Found(site.out(place), waiting.entry, aside=waiting.aside)
    raise HTTPException(404, "这份文书已经重新生成，请回到上一页刷新。")


def _made(request: Request) -> tuple[Place, Output]:
    place = place_of(request)
    made = showing.made(place.folder, site_of(request).settings)
    if made is None:
        raise HTTPException(404, "还没有生成文书。")
    return place, made


def _entry(request: Request, made: Output) -> FileEntry:
    wanted = request.path_params["file"]
    found = [each for each in made.manifest.files if each.sha256[:ID_DIGITS] == wanted]
    if not found:
        raise HTTPException(404, "这份文书已经重新生成，请回到上一页刷新。")
    return found[0]
