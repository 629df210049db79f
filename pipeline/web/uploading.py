"""The upload kit, and the values for the portal's form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline import run
from pipeline.errors import UsageError
from pipeline.run import showing
from pipeline.web.asking import back_to, download, note, place_of, show, site_of, text_of

if TYPE_CHECKING:
    from pipeline.upload import Kit

_LEAST_MB, _MOST_MB = 0.1, 1000.0


def page(request: Request) -> Response:
    """The kit as it lies in its folder, what was missing when it was made, and buttons."""
    place, site = place_of(request), site_of(request)
    made = showing.made(place.folder, site.settings)
    folders: dict[str, list[tuple[str, str, int]]] = {}
    for path, size in showing.kit_files(made) if made else ():
        folder, _, name = path.partition("/")
        folders.setdefault(folder, []).append((showing.kit_id(path), name, size))
    job = site.jobs.latest(place.work)
    kit = job.result if job and job.title == _TITLE else None
    values = {
        "place": place, "here": "upload", "folders": folders, "made": made, "kit": kit,
        "handed": showing.handed(made) if made else None,
    }  # fmt: skip
    return show(request, "upload.html", values)


_TITLE = "制作上传附件"


def begin(request: Request, form: FormData) -> Response:
    """Make the kit, in a process of its own; or remember that it was handed in."""
    place, site = place_of(request), site_of(request)
    settings = replace(site.settings, upload_mb=_megabytes(text_of(form, "most_mb")))
    done = bool(text_of(form, "done"))
    site.jobs.begin(
        place.work,
        _TITLE,
        partial(run.upload, site.out(place), settings, folder=place.folder, done=done),
        page="upload",
        tell=_said,
    )
    note(request, place, "记下附件已在网上系统提交" if done else _TITLE)
    return back_to(place, "upload")


def portal(request: Request) -> Response:
    """填报对照表: each field of the portal's form with a button that copies it."""
    place, site = place_of(request), site_of(request)
    seen = site.forms(place)
    return show(request, "portal.html", {"place": place, "here": "upload", "seen": seen})


def kit_file(request: Request) -> Response:
    """A file of the kit, to be saved."""
    place = place_of(request)
    made = showing.made(place.folder, site_of(request).settings)
    found = showing.kit_file(made, request.path_params["file"]) if made else None
    if found is None:
        raise HTTPException(404)
    name, data = found
    return download(PurePosixPath(name).name, data)


def _megabytes(text: str) -> float | None:
    if not text:
        return None
    try:
        size = float(text)
    except ValueError:
        size = 0.0
    if not _LEAST_MB <= size <= _MOST_MB:
        raise UsageError("每个文件的大小不对", remedy="写数字，例如 20，或者空着")
    return size


def _said(kit: Kit) -> tuple[str, ...]:
    done = sum(each.is_complete for each in kit.folders)
    missing = len(kit.folders) - done
    left = f"，{missing}个还差材料，没有生成附件" if missing else "，可以上传了"
    return (*kit.notes, f"{done}个文件夹齐全{left}。")
