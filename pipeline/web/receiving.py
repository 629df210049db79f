"""Signed paper comes back: scans are dropped, doubtful places are looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline import run
from pipeline.errors import UsageError
from pipeline.run import serving, showing
from pipeline.web.asking import (
    back_to,
    download,
    note,
    place_of,
    session_of,
    show,
    site_of,
    text_of,
    uploads_of,
)

if TYPE_CHECKING:
    from pipeline.receive import Received

_WHY = "在网页上对照图片看过"


def page(request: Request) -> Response:
    """What has come back, what is doubtful, what is owed by whom; and where scans are dropped."""
    place, site = place_of(request), site_of(request)
    made = showing.made(place.folder, site.settings)
    found = showing.returned(made, site.settings) if made else None
    return show(request, "receive.html", {"place": place, "here": "receive", "found": found})


def begin(request: Request, form: FormData) -> Response:
    """Take scans in, in a process of its own."""
    place, site = place_of(request), site_of(request)
    uploads = uploads_of(form, "scans")
    if not uploads:
        raise UsageError("没有选扫描件", remedy="选好文件再点“收回”")
    folder = serving.keep_uploads(uploads, most_bytes=site.door.most_bytes)
    try:
        site.jobs.begin(
            place.work,
            "收回扫描件",
            partial(run.receive, site.out(place), [folder], site.settings),
            tell=_said,
            after=lambda: serving.drop_uploads(folder),
        )
    except Exception:
        serving.drop_uploads(folder)
        raise
    note(request, place, f"收回{len(uploads)}个扫描件")
    return back_to(place, "receive")


def decide(request: Request, form: FormData) -> Response:
    """A person has looked at a doubtful place, and takes it for good; or takes that back."""
    place, site, session = place_of(request), site_of(request), session_of(request)
    if session and not session.is_proven:
        session.name = text_of(form, "by") or session.name
    who = session.name if session else ""
    if not who:
        raise UsageError("没有写谁看的", remedy="写上姓名再按")
    undo = bool(text_of(form, "undo"))
    why = text_of(form, "why") or ("撤销" if undo else _WHY)
    where = text_of(form, "place")
    run.accept(site.out(place), where, site.settings, by=who, why=why, undo=undo)
    site.note(place, who, f"{'撤销认定' if undo else '认定'} {where}")
    return back_to(place, "receive")


def scan(request: Request) -> Response:
    """A scan as it came, to be saved."""
    place = place_of(request)
    made = showing.made(place.folder, site_of(request).settings)
    found = showing.scan(made, request.path_params["source"]) if made else None
    if found is None:
        raise HTTPException(404)
    return download(*found)


def _said(found: Received) -> tuple[str, ...]:
    known = f"，{found.known}个以前收过，没有重复计算" if found.known else ""
    return (*found.problems, f"新收到{found.fresh}个文件{known}。{found.summary}。")
