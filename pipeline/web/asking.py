"""What every page needs of a request: the dossier it names, the form it carries, the answer's frame."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import wraps
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pipeline.run import serving
from pipeline.run.serving import Upload
from pipeline.web.guard import brings_files
from pipeline.web.sessions import Session, is_token_of
from pipeline.web.site import Place, Site

MOST_FILES, MOST_FIELDS = 500, 40
MOST_CHOICES = 20_000
"""Fields of a form without files: one for each value that employers sent, or each paper that is ticked."""
_LONGEST_FIELD_BYTES = 100_000
_PIECE_BYTES = 1 << 20
_LONGEST_NAME = 40

NAVIGATION = (
    ("", "进度"),
    ("collect", "收集"),
    ("check", "检查"),
    ("build", "生成"),
    ("print", "打印"),
    ("receive", "收回"),
    ("upload", "上传"),
    ("archive", "归档"),
)
"""Pages of a dossier in the order of the year."""

Handler = Callable[[Request], Response]
Poster = Callable[[Request, FormData], Response]


def site_of(request: Request) -> Site:
    """The server that was asked."""
    site: Site = request.app.state.site
    return site


def session_of(request: Request) -> Session | None:
    """Who asks; None on the pages that need nobody."""
    session: Session | None = request.scope["wuxiao.session"]
    return session


def place_of(request: Request) -> Place:
    """The dossier that an address names.

    Raises:
        HTTPException: There is none: nothing but the keys of what is there is looked up.
    """
    place = site_of(request).places().get(request.path_params["key"])
    if place is None:
        raise HTTPException(404, "没有这份材料，可能已经移走或改名。")
    return place


def show(
    request: Request, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200
) -> Response:
    """A page in its frame.

    Args:
        request: Who asks, and for what.
        template: The page's template.
        values: What it shows.
        status: The status of the answer.
    """
    site, session = site_of(request), session_of(request)
    given = dict(values or {})
    place: Place | None = given.get("place")
    job = site.jobs.latest(place.work) if place else None
    is_told = job and not job.is_running and job.page == given.get("here")
    content = serving.page(
        template,
        **{
            "place": None, "job": job, "told": job if is_told else None,
            "navigation": NAVIGATION, "here": "", "token": session.token if session else "",
            "who": session.name if session else "", "is_proven": bool(session and session.is_proven),
            "several": len(site.places()) > 1 if place else False,
            "can_begin": bool(session) and serving.holds_several(site.root),
            "has_users": site.users is not None,
            **given,
        },
    )  # fmt: skip
    return HTMLResponse(content, status)


def posting(handler: Poster) -> Callable[[Request], Awaitable[Response]]:
    """A handler of forms: the form is read within limits, and only one with the session's token counts.

    Every route that changes anything is made by this.
    """

    @wraps(handler)
    async def post(request: Request) -> Response:
        most = MOST_FIELDS if brings_files(request.headers) else MOST_CHOICES
        async with request.form(
            max_files=MOST_FILES, max_fields=most, max_part_size=_LONGEST_FIELD_BYTES
        ) as form:
            session = session_of(request)
            if session and not is_token_of(session, text_of(form, "token")):
                raise HTTPException(403, "这一页打开得太久了，没有执行。请回到页面刷新后再做一次。")
            return await run_in_threadpool(handler, request, form)

    return post


def text_of(form: FormData, name: str) -> str:
    """A field of a form; empty where it is not there, or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """All values of a field of a form."""
    return [each.strip() for each in form.getlist(name) if isinstance(each, str) and each.strip()]


def clerk_of(request: Request, form: FormData, *, unnamed: str = "本机") -> str:
    """Who sends a form: proven by a password, or as the form says; `unnamed` where nobody says so."""
    session = session_of(request)
    if session and not session.is_proven:
        said = "".join(each for each in text_of(form, "by") if each.isprintable())
        session.name = said[:_LONGEST_NAME] or session.name
    return (session.name if session else "") or unnamed


def uploads_of(form: FormData, name: str) -> list[Upload]:
    """The files of a field of a form, to be read piece by piece."""
    sent = (each for each in form.getlist(name) if isinstance(each, UploadFile) and each.filename)
    return [(each.filename or "", _pieces(each)) for each in sent]


def _pieces(upload: UploadFile) -> Iterator[bytes]:
    while piece := upload.file.read(_PIECE_BYTES):
        yield piece


def note(request: Request, place: Place, what: str) -> str:
    """Write down what the clerk who asks does with a dossier; gives who that is, empty where nobody said.

    Raises:
        OutputError: It cannot be written.
    """
    session = session_of(request)
    who = session.name if session else ""
    site_of(request).note(place, who, what)
    return who


def back_to(place: Place, page: str) -> Response:
    """To a page of a dossier, after a form was sent."""
    return RedirectResponse(f"/d/{place.key}/{page}", 303)


def download(name: str, data: bytes) -> Response:
    """A file to be saved, never shown in the place of a page.

    Args:
        name: What it is called when it is saved.
        data: Its content.
    """
    suffix = PurePosixPath(name).suffix
    plain = (
        f"file{suffix}"
        if suffix.isascii() and suffix.isprintable() and '"' not in suffix
        else "file"
    )
    return Response(
        data,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
        },
    )
