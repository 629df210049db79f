"""In and out: the one-time link, names and passwords, the list of dossiers."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import WuxiaoError
from pipeline.run import serving, showing
from pipeline.run.telling import fit_for_page
from pipeline.web.asking import back_to, note, show, site_of, text_of

_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def home(request: Request) -> Response:
    """The dossiers side by side; of one alone, its year."""
    site = site_of(request)
    places = site.places().values()
    if len(places) == 1:
        return RedirectResponse(f"/d/{next(iter(places)).key}/", 303)
    found = [(each, showing.made(each.folder, site.settings)) for each in places]
    return show(request, "home.html", {"found": found})


def new_page(request: Request) -> Response:
    """A form for a new dossier."""
    return _new(request)


def new(request: Request, form: FormData) -> Response:
    """A new dossier was asked for: it is begun, and its year is shown."""
    site, name = site_of(request), text_of(form, "name")
    try:
        folder = serving.begin(site.root, name, text_of(form, "kind"), site.settings)
    except WuxiaoError as error:
        return _new(request, name=name, problem=fit_for_page(str(error)))
    place = next(each for each in site.places().values() if each.folder == folder)
    note(request, place, "新建材料")
    return back_to(place, "")


def _new(request: Request, *, name: str = "", problem: str = "") -> Response:
    site = site_of(request)
    if not serving.holds_several(site.root):
        raise HTTPException(404)
    # Who comes in by name and password may sit elsewhere, where the folder has another path.
    where = serving.shown(site.root.resolve()) if site.users is None else ""
    values = {"kinds": serving.kinds(), "name": name, "problem": problem, "where": where}
    return show(request, "new.html", values)


def page_file(request: Request) -> Response:
    """A style sheet or script: one of those that are shipped, by name."""
    name = request.path_params["name"]
    data = serving.page_files().get(name)
    if data is None:
        raise HTTPException(404)
    kind = next(kind for suffix, kind in _KINDS.items() if name.endswith(suffix))
    return Response(data, headers={"content-type": kind})


def enter(request: Request) -> Response:
    """The one-time link: used once, it lets this browser in, and a new one lies in the file."""
    site = site_of(request)
    if site.users is not None:
        raise HTTPException(404)
    session = site.sessions.enter(request.query_params.get("key", ""))
    if session is None:
        text = "这个链接已经用过，或者不对。请打开程序新给出的链接（见 wuxiao serve 的窗口）。"
        return show(request, "said.html", {"text": text, "back": "/"}, status=403)
    site.renew_link()
    # Not a redirection: a browser sends a strict cookie only where the page before it is ours.
    return _with_cookie(request, show(request, "entered.html"), session)


def login_page(request: Request) -> Response:
    """Name and password; or where to find the link."""
    return show(request, "login.html", {"problem": ""})


def log_in(request: Request, form: FormData) -> Response:
    """Name and password were sent."""
    users, name = site_of(request).users, text_of(form, "name")
    if users is None:
        raise HTTPException(404)
    if not users.knows(name, text_of(form, "password")):
        rests = users.is_resting(name)
        problem = "试错太多次，请过一分钟再试。" if rests else "姓名或密码不对。"
        return show(request, "login.html", {"problem": problem}, status=403)
    session = site_of(request).sessions.begin(name, is_proven=True)
    return _with_cookie(request, RedirectResponse("/", 303), session)


def log_out(request: Request, form: FormData) -> Response:  # noqa: ARG001  the shape of a poster
    """This browser is let in no more."""
    site = site_of(request)
    site.sessions.end(request.scope["wuxiao.id"])
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(site.door.cookie, path="/", httponly=True, samesite="strict")
    return answer


def _with_cookie(request: Request, answer: Response, session: str) -> Response:
    door = site_of(request).door
    answer.set_cookie(
        door.cookie, session, path="/", httponly=True, samesite="strict", secure=door.is_encrypted
    )
    return answer
