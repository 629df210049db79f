"""Papers to look at, to print, to take along.  An address names a file by its content, never by its path."""

from __future__ import annotations

from pathlib import PurePosixPath
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

WIDTHS_PX = {"small": 180, "large": 1240}
"""Widths of pictures of pages: beside each other, and to be read."""


def packets(request: Request) -> Response:
    """Packets by who gets them, with their sheets."""
    place = place_of(request)
    made = showing.made(place.folder, site_of(request).settings)
    printed = made.manifest.to_print if made else ()
    others = [
        each
        for each in (made.manifest.files if made else ())
        if each.kind.value == "print" and each not in printed
    ]
    values = {
        "place": place, "here": "print", "groups": _by_recipient(printed), "others": others,
        "draft": bool(made and made.manifest.draft),
        "sheets": sum(each.sheets * each.copies for each in printed),
        "pages": sum((each.pages or 0) * each.copies for each in printed),
    }  # fmt: skip
    return show(request, "print.html", values)


def zipped(request: Request) -> Response:
    """All packets of one recipient in a zip."""
    place, made = _made(request)
    groups = list(_by_recipient(made.manifest.to_print).items())
    number = request.path_params["number"]
    if not 0 <= number < len(groups):
        raise HTTPException(404)
    recipient, own = groups[number]
    return download(f"{place.name}-{recipient}-打印件.zip", showing.zip_of(made, own))


def paper(request: Request) -> Response:
    """All pages of a paper as pictures."""
    place, made = _made(request)
    entry = _entry(request, made)
    stem = PurePosixPath(entry.path).stem
    own = [each for each in made.manifest.files if PurePosixPath(each.path).stem == stem]
    values = {"place": place, "here": "build", "entry": entry, "stem": stem, "own": own,
        "numbers": list(range(1, (entry.pages or 0) + 1)),
    }  # fmt: skip
    return show(request, "paper.html", values)


async def picture(request: Request) -> Response:
    """A page as a picture.

    One is drawn at a time: who waits for his turn holds no thread, so that other pages are answered.
    """
    async with request.app.state.drawing:
        return await run_in_threadpool(_picture, request)


def _picture(request: Request) -> Response:
    _, made = _made(request)
    width = WIDTHS_PX.get(request.path_params["size"])
    if width is None:
        raise HTTPException(404)
    entry = _entry(request, made)
    if entry.path.rpartition(".")[2] != "pdf":
        raise HTTPException(404)
    data = showing.page_picture(made, entry, request.path_params["page"], width)
    # Its address names its content: it may be kept by this browser, for as long as that runs.
    return Response(
        data, media_type="image/webp", headers={"cache-control": "private, max-age=600"}
    )


def file(request: Request) -> Response:
    """A file to be saved."""
    _, made = _made(request)
    entry = _entry(request, made)
    return download(PurePosixPath(entry.path).name, showing.content_of(made, entry.path))


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


def _by_recipient(printed: tuple[FileEntry, ...]) -> dict[str, list[FileEntry]]:
    groups: dict[str, list[FileEntry]] = {}
    for each in printed:
        groups.setdefault(each.subject, []).append(each)
    return groups
