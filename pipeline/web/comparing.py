"""Dossiers that lie side by side are checked against each other."""

from __future__ import annotations

from functools import partial

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.run import looking
from pipeline.web.asking import show, site_of

LANE = "together"
"""What this work runs under: it belongs to no single dossier."""


def page(request: Request) -> Response:
    """What was found the last time, and a button."""
    job = site_of(request).jobs.latest(LANE)
    found = job.result if job and not job.is_running else None
    values = {"work": job, "found": found, "count": len(site_of(request).places())}
    return show(request, "together.html", values)


def begin(request: Request, form: FormData) -> Response:  # noqa: ARG001  the shape of a poster
    """Check all of them, in a process of its own."""
    site = site_of(request)
    folders = [each.folder for each in site.places().values()]
    site.jobs.begin(LANE, "互相核对", partial(looking.compare, folders, site.settings))
    return RedirectResponse("/together", 303)
