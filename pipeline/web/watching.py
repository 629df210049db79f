"""How far long work is, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.web import comparing
from pipeline.web.asking import place_of, site_of
from pipeline.web.jobs import Jobs

SECONDS_BETWEEN_LOOKS = 0.3
_LOOKS_BETWEEN_SIGNS = 50


async def events(request: Request) -> Response:
    """Events of a dossier's work, or of the look at it, until it has ended; then one called `end`."""
    place = await run_in_threadpool(place_of, request)
    lanes = {"work": place.work, "look": place.look, "forms": place.forms, "scans": place.scans}
    key = lanes.get(request.path_params["lane"])
    if key is None:
        raise HTTPException(404)
    return StreamingResponse(_told(site_of(request).jobs, key), media_type="text/event-stream")


async def events_of_all(request: Request) -> Response:
    """Events of the work on all dossiers together."""
    told = _told(site_of(request).jobs, comparing.LANE)
    return StreamingResponse(told, media_type="text/event-stream")


async def _told(jobs: Jobs, key: str) -> AsyncIterator[str]:
    serial, looks = -1, 0
    while (job := jobs.latest(key)) and job.is_running:
        looks += 1
        if job.serial != serial:
            serial = job.serial
            content = {
                "what": job.what,
                "done": job.done,
                "total": job.total,
                "percent": job.percent,
            }
            yield f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
        elif looks % _LOOKS_BETWEEN_SIGNS == 0:
            yield ": still here\n\n"
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    yield "event: end\ndata: {}\n\n"
