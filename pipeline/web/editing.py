"""A value that a finding speaks of is changed beside it, and written into the workbook."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import WuxiaoError
from pipeline.run import editing
from pipeline.run.telling import fit_for_page
from pipeline.web.asking import back_to, note, place_of, session_of, show, site_of, text_of
from pipeline.web.site import Place

PART = "x-wuxiao-part"
"""A script asks for the form alone, without the page around it."""

_ASKS = {editing.State.OVERTAKEN, editing.State.OPEN}
_NUMBER, _PATH = re.compile(r"\d{0,4}"), re.compile(r"[a-z0-9_.\[\]]{1,120}")


def form(request: Request) -> Response:
    """What stands there now, in full, to be changed."""
    place = place_of(request)
    nomination, path = _address(
        request.query_params.get("n", ""), request.query_params.get("f", "")
    )
    spot = editing.spot(place.folder, site_of(request).settings, nomination, path)
    return _show(request, place, spot, typed=spot.text)


def save(request: Request, form: FormData) -> Response:
    """Write what was typed, unless somebody else was earlier: then both are shown."""
    place, site, session = place_of(request), site_of(request), session_of(request)
    nomination, path = _address(text_of(form, "n"), text_of(form, "f"))
    if session and not session.is_proven:
        session.name = text_of(form, "by") or session.name
    who = session.name if session else ""
    typed = _typed(form)
    edit = editing.Edit(
        nomination=nomination,
        path=path,
        text=typed,
        version=text_of(form, "version"),
        who=who or "本机",
        when=datetime.now().astimezone(),
        sure=bool(text_of(form, "sure")),
    )
    try:
        amended = editing.amend(place.folder, site.settings, edit)
    except WuxiaoError as error:
        spot = editing.spot(place.folder, site.settings, nomination, path)
        problem = fit_for_page(str(error))
        # The version is the one that was seen: what somebody else wrote meanwhile is told first.
        return _show(request, place, spot, typed=typed, problem=problem, version=edit.version)
    if amended.state is editing.State.SAVED:
        site.note(place, who, f"修改 {amended.spot.label}（{amended.spot.where}）")
        site.see(place)
    return _show(request, place, amended.spot, typed=typed, amended=amended)


def to_workbook(request: Request, form: FormData) -> Response:  # noqa: ARG001  the shape of a poster
    """Make a workbook of a dossier that is none, in a process of its own."""
    place, site = place_of(request), site_of(request)
    task = partial(editing.to_workbook, place.folder, site.settings)
    site.jobs.begin(place.work, _TO_WORKBOOK, task, page="check", tell=_said)
    note(request, place, _TO_WORKBOOK)
    return back_to(place, "check")


_TO_WORKBOOK = "转为工作簿"


def _said(turned: editing.Turned) -> tuple[str, ...]:
    return (
        f"已经转为工作簿“{turned.workbook.name}”，内容一样；以后在网页上改，或者用Excel、WPS改。",
        f"原来的文件改名为“{turned.earlier.name}”，里面的注释只在那里。",
    )


def _show(
    request: Request, place: Place, spot: editing.Spot, *, typed: str, **more: Any
) -> Response:
    """The form, with what came of it: `problem` why it cannot be entered, or `amended`."""
    session = session_of(request)
    values: dict[str, Any] = {
        "place": place, "here": "check", "spot": spot, "typed": typed, "ticked": typed.split("\n"),
        "problem": "", "amended": None, "version": spot.version,
        "value": {"n": "" if spot.nomination is None else spot.nomination, "f": spot.path},
        "asks_who": bool(session and not session.is_proven and not session.name),
        **more,
    }  # fmt: skip
    amended = values["amended"]
    stands = not values["problem"] and not (amended and amended.state in _ASKS)
    template = "edit_form.html" if PART in request.headers else "edit.html"
    return show(request, template, values, status=200 if stands else 409)


def _typed(form: FormData) -> str:
    """What was typed; several ticks come one by one."""
    lines = (each for each in form.getlist("value") if isinstance(each, str))
    return "\n".join(lines).replace("\r\n", "\n").strip()


def _address(number: str, path: str) -> tuple[int | None, str]:
    if not _NUMBER.fullmatch(number) or not number.isascii() or not _PATH.fullmatch(path):
        raise HTTPException(404)
    return (int(number) if number else None), path
