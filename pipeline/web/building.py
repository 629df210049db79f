"""Papers are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from pipeline import run
from pipeline.run import showing
from pipeline.web.asking import back_to, note, place_of, show, site_of, text_of
from pipeline.web.site import Place

if TYPE_CHECKING:
    from pipeline.make.built import Built

_TITLE = "生成文书"


def page(request: Request) -> Response:
    """What was made, what cannot be made yet, and a button."""
    place = place_of(request)
    made = showing.made(place.folder, site_of(request).settings)
    manifest = made.manifest if made else None
    files = manifest.files if manifest else ()
    pdfs = [each for each in files if each.kind.value == "pdf"]
    groups: dict[str, list[object]] = {}
    for each in pdfs:
        groups.setdefault(each.recipient or "不在打印件中的文书", []).append(each)
    values = {
        "place": place, "here": "build", "manifest": manifest, "groups": groups, "pdfs": pdfs,
        "anew": [each for each in pdfs if each.anew], "coming": _coming(request, place),
        "seen": site_of(request).see_unless_busy(place) if manifest and not manifest.draft else None,
    }  # fmt: skip
    return show(request, "build.html", values)


def coming(request: Request) -> Response:
    """The papers that the build under way has made so far, without the page around them."""
    place = place_of(request)
    return show(request, "coming.html", {"place": place, "coming": _coming(request, place)})


def _coming(request: Request, place: Place) -> tuple[object, ...]:
    site = site_of(request)
    job = site.jobs.latest(place.work)
    if job is None or not job.is_running or job.title != _TITLE:
        return ()  # what a build that was killed has left is not coming
    return showing.coming(place.folder, site.settings)


def begin(request: Request, form: FormData) -> Response:
    """Build, in a process of its own."""
    place, site = place_of(request), site_of(request)
    settings = replace(
        site.settings,
        draft=bool(text_of(form, "draft")),
        letterhead=bool(text_of(form, "letterhead")),
        force=bool(text_of(form, "force")),
    )
    site.jobs.begin(
        place.work,
        _TITLE,
        partial(run.build, place.folder, settings),
        page="build",
        tell=lambda built: tuple(_said(built)),
    )
    note(request, place, _TITLE)
    return back_to(place, "build")


def cancel(request: Request, form: FormData) -> Response:
    """End what is under way, or the watch beside it."""
    place, site = place_of(request), site_of(request)
    site.jobs.cancel(place.scans if text_of(form, "lane") == "scans" else place.work)
    back = text_of(form, "back")
    return back_to(
        place,
        back if back in {"collect", "check", "build", "receive", "upload", "archive"} else "build",
    )


def _said(built: Built) -> Iterator[str]:
    """What a build came to, as the command line says it."""
    yield from (f"{each.path}：{each.message}" for each in built.manifest.failures)
    yield from (f"您改过的文件另存为“{name}”，没有覆盖。" for name in built.set_aside)
    lines = (*built.said_of_templates(), *built.said_of_edited())
    yield from (line.lstrip("·! ") for line in lines)
    yield from (
        said.lstrip("·! ") for said in (built.said_of_printing(), *built.said_of_changes()) if said
    )
    made = f"连打印件等新生成{built.fresh}个" if built.fresh else "没有新生成文件"
    held = f"，还有{len(built.held)}份不能生成" if built.held else ""
    yield f"文书{built.paper_files}个文件，{made}{held}。"
