"""The year and the check, as one look at a dossier has them."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from pipeline.web.asking import back_to, place_of, show, site_of

_BUTTONS = {
    "correct": ("check", "去看要改正的地方"),
    "fill_in": ("check#asked", "去填写"),
    "make": ("build", "去生成"),
    "upload": ("upload", "去制作上传附件"),
    "collect": ("collect", "去收集"),
    "archive": ("archive", "去归档"),
}
"""By the kind of a step, the page where it is taken."""


def year(request: Request) -> Response:
    """Where the dossier stands in the year, and the one thing to be done next."""
    place, site = place_of(request), site_of(request)
    seen = site.see(place)
    found = seen.looked.year if seen.looked else None
    button = None
    if found and found.next:
        step = found.next[0]
        has_begun = any(p.state.value == "signed" for m in found.milestones for p in m.papers)
        signing = ("receive", "去收回扫描件") if has_begun else ("print", "去打印")
        button = signing if step.is_signing else _BUTTONS[step.kind.value]
        if step.kind.value == "fill_in" and not step.asks:
            button = None  # a photo, or a day, is waited for
    return show(
        request, "year.html", {"place": place, "seen": seen, "year": found, "button": button}
    )


def check(request: Request) -> Response:
    """Findings beside the values they speak of; quotas as pictures."""
    place = place_of(request)
    seen = site_of(request).see(place)
    values = {"place": place, "here": "check", "seen": seen, "most": 20}
    return show(request, "check.html", values)


def again(request: Request, form: FormData) -> Response:  # noqa: ARG001  the shape of a poster
    """Look again: something may have changed that no file tells, as a font or a template."""
    place = place_of(request)
    site_of(request).look_again(place)
    return back_to(place, "check")
