"""Signed paper comes back: scans are dropped, doubtful places are looked at."""

from __future__ import annotations

from functools import partial
from pathlib import Path
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
    clerk_of,
    download,
    note,
    place_of,
    session_of,
    show,
    site_of,
    text_of,
    uploads_of,
)
from pipeline.web.jobs import BusyError, Job
from pipeline.web.scanning import Scanning

if TYPE_CHECKING:
    from pipeline.receive import Received

_WHY = "在网页上对照图片看过"
_TITLE, _WATCH = "收回扫描件", "守着扫描仪的文件夹"


def page(request: Request) -> Response:
    """What has come back, what is doubtful, what is owed by whom; and where scans are dropped."""
    place, site = place_of(request), site_of(request)
    made = showing.made(place.folder, site.settings)
    found = showing.returned(made, site.settings) if made else None
    values = {
        "place": place,
        "here": "receive",
        "found": found,
        "scanner": site.settings.scans is not None,
        "watch": site.jobs.latest(place.scans),
    }
    return show(request, "receive.html", values)


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
            _TITLE,
            partial(run.receive, site.out(place), [folder], site.settings),
            page="receive",
            tell=_said,
            after=lambda: serving.drop_uploads(folder),
        )
    except Exception:
        serving.drop_uploads(folder)
        raise
    note(request, place, f"收回{len(uploads)}个扫描件")
    return back_to(place, "receive")


def decide(request: Request, form: FormData) -> Response:
    """A person has looked at a doubtful place: it is good, or it is not; or takes that back."""
    place, site = place_of(request), site_of(request)
    who = clerk_of(request, form, unnamed="")
    if not who:
        raise UsageError("没有写谁看的", remedy="写上姓名再按")
    answer, where = text_of(form, "answer"), text_of(form, "place")
    if answer not in _ANSWERS:
        raise UsageError("不知道要怎样认定", remedy="回到页面再按一次")
    title, why = _ANSWERS[answer]
    run.decide(
        site.out(place),
        where,
        site.settings,
        by=who,
        why=text_of(form, "why") or why,
        answer=answer,
    )
    site.note(place, who, f"{title} {where}")
    return back_to(place, "receive")


_ANSWERS = {
    "accept": ("认定", _WHY),
    "refuse": ("认定不行", f"{_WHY}，不行"),
    "undo": ("撤销认定", "撤销"),
}
"""What a person can say of a place, what it is called, and why where nothing is written."""


def watch(request: Request, form: FormData) -> Response:  # noqa: ARG001  the shape of a poster
    """Take scans in as the scanner writes them, until somebody ends it: the folder was named at the start."""
    place, site = place_of(request), site_of(request)
    scans = site.settings.scans
    if scans is None:
        raise UsageError(
            "没有说明扫描仪把文件存在哪里", remedy="启动时写 wuxiao serve --scans 文件夹"
        )
    session = session_of(request)
    who = session.name if session else ""

    def begin(files: list[Path]) -> Job | None:
        task = partial(run.receive_finished, site.out(place), files, site.settings)
        try:
            job = site.jobs.begin(place.work, _TITLE, task, page="receive", tell=_said)
        except BusyError:
            return None
        site.note(place, who, f"扫描仪的文件夹里收回{len(files)}个扫描件")
        return job

    site.jobs.follow(place.scans, _WATCH, partial(Scanning, scans, begin), tell=_said_of_watch)
    site.note(place, who, _WATCH)
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
    # How much of all is there stands below: it changes with each decision, and this does not.
    return (*found.problems, f"新收到{found.fresh}个文件{known}。")


def _said_of_watch(taken: int) -> tuple[str, ...]:
    return (f"已停止守着扫描仪的文件夹，守着的时候收回{taken}个扫描件。",)
