"""The application: its routes, what is answered when something goes wrong, the guard before all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import WuxiaoError, bug_words
from pipeline.run.telling import fit_for_page
from pipeline.web import (
    building,
    collecting,
    comparing,
    editing,
    entering,
    looking,
    papers,
    receiving,
    registering,
    uploading,
    watching,
)
from pipeline.web.asking import Poster, posting, show
from pipeline.web.guard import Guard, TooLargeError
from pipeline.web.site import Site, is_key

_NOT_FOUND = 404

OPEN_TO_ALL = frozenset({"/login", "/enter", "/files/web.css", "/files/web.js"})


ASKED: Mapping[str, Callable[[Request], Any]] = {
    "/": entering.home,
    "/login": entering.login_page,
    "/enter": entering.enter,
    "/files/{name}": entering.page_file,
    "/new": entering.new_page,
    "/together": comparing.page,
    "/together/events": watching.events_of_all,
    "/d/{key}/": looking.year,
    "/d/{key}/check": looking.check,
    "/d/{key}/collect": collecting.page,
    "/d/{key}/handout/{file}": collecting.kit,
    "/d/{key}/edit": editing.form,
    "/d/{key}/build": building.page,
    "/d/{key}/coming": building.coming,
    "/d/{key}/print": papers.packets,
    "/d/{key}/zip/{number:int}": papers.zipped,
    "/d/{key}/paper/{file}": papers.paper,
    "/d/{key}/picture/{file}/{page:int}/{size}": papers.picture,
    "/d/{key}/file/{file}": papers.file,
    "/d/{key}/receive": receiving.page,
    "/d/{key}/scan/{source}": receiving.scan,
    "/d/{key}/upload": uploading.page,
    "/d/{key}/portal": uploading.portal,
    "/d/{key}/kit/{file}": uploading.kit_file,
    "/d/{key}/archive": registering.page,
    "/d/{key}/archive/{paper}": registering.paper,
    "/d/{key}/archive/{paper}/scan": registering.scan,
    "/d/{key}/archive/{paper}/{page:int}/{size}": registering.scan_picture,
    "/d/{key}/registered/{file}": registering.made_file,
    "/d/{key}/events/{lane}": watching.events,
}
"""What a browser may ask for, and the function that answers."""

SENT: Mapping[str, Poster] = {
    "/login": entering.log_in,
    "/logout": entering.log_out,
    "/new": entering.new,
    "/together": comparing.begin,
    "/d/{key}/look": looking.again,
    "/d/{key}/collect": collecting.begin,
    "/d/{key}/collect/again": collecting.again,
    "/d/{key}/collect/take": collecting.take,
    "/d/{key}/collect/drop": collecting.drop,
    "/d/{key}/collect/kit": collecting.make_kits,
    "/d/{key}/edit": editing.save,
    "/d/{key}/workbook": editing.to_workbook,
    "/d/{key}/build": building.begin,
    "/d/{key}/cancel": building.cancel,
    "/d/{key}/receive": receiving.begin,
    "/d/{key}/decide": receiving.decide,
    "/d/{key}/watch": receiving.watch,
    "/d/{key}/upload": uploading.begin,
    "/d/{key}/archive/search": registering.search,
    "/d/{key}/archive/add": registering.add,
    "/d/{key}/archive/record": registering.record,
    "/d/{key}/archive/due": registering.propose_due,
    "/d/{key}/archive/proposal/{number:int}": registering.proposal,
    "/d/{key}/archive/list/{number:int}": registering.make_list,
    "/d/{key}/archive/approve/{number:int}": registering.approve,
    "/d/{key}/archive/labels": registering.labels,
    "/d/{key}/archive/export": registering.export,
    "/d/{key}/archive/clear": registering.drop_made,
    "/d/{key}/archive/verify": registering.verify,
    "/d/{key}/archive/backup": registering.back_up,
}
"""The forms that it may send."""


def routes() -> list[Route]:
    """Every address there is."""
    return [
        *(Route(path, handler, methods=["GET"]) for path, handler in ASKED.items()),
        *(Route(path, posting(handler), methods=["POST"]) for path, handler in SENT.items()),
    ]


def make_app(site: Site) -> Guard:
    """The application of a server, behind its guard."""
    app = Starlette(
        routes=routes(),
        exception_handlers={
            HTTPException: _refused,
            WuxiaoError: _cannot,
            TooLargeError: _too_large,
            TimeoutError: _too_slow,
            ClientDisconnect: _too_slow,
            Exception: _bug,
        },
    )
    app.state.site = site
    app.state.drawing = asyncio.Semaphore(1)
    return Guard(app, door=site.door, sessions=site.sessions, open_to_all=OPEN_TO_ALL)


def _say(request: Request, text: str, status: int) -> Response:
    key = request.path_params.get("key", "")
    back = f"/d/{key}/" if is_key(key) and status != _NOT_FOUND else "/"
    return show(request, "said.html", {"text": fit_for_page(text), "back": back}, status=status)


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    words = {
        404: "没有这一页。",
        405: "不能这样打开这一页。",
        400: "传上来的内容读不懂，没有执行。",
    }
    said = error.detail if isinstance(error, HTTPException) else ""
    is_ours = any("\u4e00" <= character <= "\u9fff" for character in said)
    return _say(request, said if is_ours else words.get(status, "没有执行。"), status)


def _cannot(request: Request, error: Exception) -> Response:
    return _say(request, str(error), 409)


def _too_large(request: Request, error: Exception) -> Response:  # noqa: ARG001  the shape of a handler
    return _say(request, "传上来的内容太大，没有执行。请分几次传。", 413)


def _too_slow(request: Request, error: Exception) -> Response:  # noqa: ARG001  the shape of a handler
    return _say(request, "传输中断了，没有执行。请再传一次。", 408)


def _bug(request: Request, error: Exception) -> Response:
    return _say(request, f"{bug_words(error)}；请告诉开发者。", 500)
