"""The register: papers are filed, found, lent, and one day proposed for disposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline import run
from pipeline.errors import UsageError
from pipeline.run import registering, serving
from pipeline.web.asking import (
    back_to,
    clerk_of,
    download,
    place_of,
    session_of,
    show,
    site_of,
    text_of,
    texts_of,
    uploads_of,
)
from pipeline.web.papers import drawn
from pipeline.web.site import Place, Site

_TEXTS = ("text", "words", "person", "employer", "unit", "box")
_UNASKED: dict[str, Any] = {**dict.fromkeys(_TEXTS, ""), "year": "", "state": "", "lent": False}
_STATES = ("kept", "proposed", "approved", "disposed", "removed")
_PERIODS = ("none", "D10", "D30", "Y")
_THICKNESSES = (20, 30, 40, 50)
_FIRST_YEAR, _LAST_YEAR = 1949, 2999


def page(request: Request) -> Response:
    """The register at a glance, what was looked for last, and what can be done."""
    place, site = place_of(request), site_of(request)
    seen = registering.overview(site.settings, site.today())
    asked = _asked(request)
    values = {
        "place": place, "here": "archive", "seen": seen, "asked": _UNASKED | asked, "on": site.today(),
        "listed": registering.search(site.settings, asked) if seen else None,
        "made": registering.made_files(site.settings), "out": site.out(place).is_dir(),
        "thicknesses": _THICKNESSES, "backup": site.settings.backup,
    }  # fmt: skip
    return show(request, "archive.html", values)


def paper(request: Request) -> Response:
    """One paper: where it lies, its scan, what happened to it, what can be done with it."""
    place, site = place_of(request), site_of(request)
    found = registering.sheet(site.settings, request.path_params["paper"])
    if found is None:
        raise HTTPException(404, "登记簿里没有这件文书。")
    values = {"place": place, "here": "archive", "sheet": found, "on": site.today(),
        "numbers": list(range(1, found.kept.paper.pages + 1)),
    }  # fmt: skip
    return show(request, "kept.html", values)


def scan(request: Request) -> Response:
    """The stored scan of a paper, to be saved."""
    place_of(request)
    found = registering.scan(site_of(request).settings, request.path_params["paper"])
    if found is None:
        raise HTTPException(404)
    return download(*found)


async def scan_picture(request: Request) -> Response:
    """A page of a stored scan as a picture."""
    return await drawn(request, _scan_picture)


def _scan_picture(request: Request, width_px: int) -> bytes | None:
    place_of(request)
    given = request.path_params
    return registering.scan_picture(
        site_of(request).settings, given["paper"], given["page"], width_px
    )


def made_file(request: Request) -> Response:
    """A label sheet, a catalogue, an export or a list, to be saved."""
    place_of(request)
    found = registering.made_file(site_of(request).settings, request.path_params["file"])
    if found is None:
        raise HTTPException(404)
    return download(*found)


def search(request: Request, form: FormData) -> Response:
    """Remember what is looked for: an address must not say whose papers that are."""
    place, session = place_of(request), session_of(request)
    asked: dict[str, Any] = {each: said for each in _TEXTS if (said := text_of(form, each))}
    if year := text_of(form, "year"):
        asked["year"] = _number(year, _FIRST_YEAR, _LAST_YEAR, "年度不对")
    if (state := text_of(form, "state")) in _STATES:
        asked["state"] = state
    if text_of(form, "lent"):
        asked["lent"] = True
    if session:
        session.asked = asked
    return back_to(place, "archive")


# ---------------------------------------------------------------- papers come in, and go about


def add(request: Request, form: FormData) -> Response:
    """File the complete papers of the dossier."""
    place, site = place_of(request), site_of(request)
    said: dict[str, Any] = {
        name: text_of(form, name) or None
        for name in ("fonds", "agency", "box", "shelf", "delivered_by")
    }
    if (period := text_of(form, "period")) in _PERIODS:
        said["period"] = period
    for name in ("delivered_on", "letter_date"):
        said[name] = _day(text_of(form, name))
    task = partial(
        run.archive_add, site.out(place), site.settings, waiting=registering.nobody_waits,
        by=clerk_of(request, form), folder=place.folder, **said,
    )  # fmt: skip
    return _begin(request, form, "归档", task)


def record(request: Request, form: FormData) -> Response:
    """Record what happens to papers: they are lent, come back, move, are held, are proposed for disposal."""
    place, site = place_of(request), site_of(request)
    what, names = text_of(form, "what"), texts_of(form, "paper")
    if not names:
        raise UsageError("没有选文书", remedy="先在要办的文书前面打勾")
    if what not in _EVENTS:
        raise UsageError("不知道要做什么", remedy="回到页面再点一次")
    title, said = _EVENTS[what]
    who = clerk_of(request, form)
    run.archive_record(site.settings, registering.nobody_waits, what, names, by=who, **said(form))
    site.note(place, who, f"登记簿：{title}{len(names)}件")
    back = text_of(form, "back")
    return back_to(place, f"archive/{back}" if back in names else "archive")


def _lending(form: FormData) -> dict[str, Any]:
    if not text_of(form, "to"):
        raise UsageError("没有写借给谁", remedy="写上借阅人再点“借出”")
    return {"to": text_of(form, "to"), "until": _day(text_of(form, "until")), **_reason(form)}


def _moving(form: FormData) -> dict[str, Any]:
    if not (text_of(form, "box") or text_of(form, "shelf")):
        raise UsageError("没有写放到哪里", remedy="写上盒或架位再点“移动”")
    return {"box": text_of(form, "box"), "shelf": text_of(form, "shelf"), **_reason(form)}


def _reason(form: FormData) -> dict[str, Any]:
    return {"why": text_of(form, "why")}


_EVENTS: Mapping[str, tuple[str, Callable[[FormData], dict[str, Any]]]] = {
    "lend": ("借出", _lending),
    "take_back": ("归还", _reason),
    "move": ("移动", _moving),
    "hold": ("冻结", _reason),
    "lift": ("解除冻结", _reason),
    "propose": ("提请销毁", _reason),
}
"""Methods of `archive.Desk`, what they are called, and what they are told of a form."""


# ---------------------------------------------------------------- papers go out


def propose_due(request: Request, form: FormData) -> Response:
    """Propose the disposal of all papers whose time is over."""
    place, site = place_of(request), site_of(request)
    who = clerk_of(request, form)
    run.archive_propose_due(
        site.settings, registering.nobody_waits, by=who, why=text_of(form, "why")
    )
    site.note(place, who, "登记簿：提请销毁所有保管期满的")
    return back_to(place, "archive")


def proposal(request: Request, form: FormData) -> Response:
    """Go on with a list for disposal: withdraw it, record that its paper is destroyed, remove its scans."""
    place, site = place_of(request), site_of(request)
    number, what = request.path_params["number"], text_of(form, "what")
    if what not in _STEPS:
        raise UsageError("不知道要做什么", remedy="回到页面再点一次")
    who = clerk_of(request, form)
    run.archive_proposal(
        site.settings, registering.nobody_waits, what, number, by=who, why=text_of(form, "why")
    )
    site.note(place, who, f"登记簿：第{number}号销毁清册{_STEPS[what]}")
    return back_to(place, "archive")


_STEPS = {"withdraw": "撤销", "dispose": "记下纸质已销毁", "remove_scans": "删除扫描件"}


def make_list(request: Request, form: FormData) -> Response:
    """Make the list of a proposal, to be printed, signed and sealed."""
    number = request.path_params["number"]
    task = partial(registering.make_list, site_of(request).settings, proposal=number)
    return _begin(request, form, f"做第{number}号销毁清册", task)


def approve(request: Request, form: FormData) -> Response:
    """Take in the scans of a signed list, and file it."""
    site = site_of(request)
    uploads, number = uploads_of(form, "scans"), request.path_params["number"]
    if not uploads:
        raise UsageError("没有选扫描件", remedy="选好签字盖章的销毁清册的扫描件再点")
    folder = serving.keep_uploads(uploads, most_bytes=site.door.most_bytes)
    task = partial(
        registering.approve, site.settings, proposal=number, scans=folder,
        by=clerk_of(request, form), why=text_of(form, "why"),
    )  # fmt: skip
    after = partial(serving.drop_uploads, folder)
    try:
        return _begin(request, form, f"登记第{number}号销毁清册的批准", task, after=after)
    except Exception:
        after()
        raise


# ---------------------------------------------------------------- labels, exports, kept whole


def labels(request: Request, form: FormData) -> Response:
    """Labels for boxes, and stamps."""
    thick = _number(text_of(form, "thick"), _THICKNESSES[0], _THICKNESSES[-1], "盒的厚度不对")
    task = partial(
        registering.make_labels, site_of(request).settings, thick_mm=thick,
        stamps=bool(text_of(form, "stamps")), asked=_which(request, form),
    )  # fmt: skip
    return _begin(request, form, "做盒脊和封面", task)


def export(request: Request, form: FormData) -> Response:
    """A catalogue, or a zip for another office."""
    name = {"catalogue": registering.CATALOGUE, "zip": registering.EXPORT}.get(
        text_of(form, "kind")
    )
    if name is None:
        raise UsageError("没有选导出什么", remedy="选目录或者压缩包")
    password = text_of(form, "password") if name == registering.EXPORT else ""
    if password and password != text_of(form, "again"):
        raise UsageError("两次输入的密码不一样", remedy="再输入一次")
    if password:
        run.must_be_long_enough(password)
    task = partial(
        registering.make_export, site_of(request).settings, name=name, password=password,
        asked=_which(request, form),
    )  # fmt: skip
    return _begin(request, form, "导出", task)


def drop_made(request: Request, form: FormData) -> Response:
    """Throw away what was made: exports hold personal data."""
    place, site = place_of(request), site_of(request)
    registering.drop_made(site.settings)
    site.note(place, clerk_of(request, form), "登记簿：清掉做好的标签、目录、压缩包")
    return back_to(place, "archive")


def verify(request: Request, form: FormData) -> Response:
    """Read every file and every event again."""
    task = partial(
        run.archive_verify, site_of(request).settings, waiting=registering.nobody_waits,
        by=clerk_of(request, form), known_head=text_of(form, "head"),
    )  # fmt: skip
    return _begin(request, form, "核验登记簿", task)


def back_up(request: Request, form: FormData) -> Response:
    """Bring the backup up to date: its folder was named at the start, never by a form."""
    settings = site_of(request).settings
    if settings.backup is None:
        raise UsageError("没有说明备份到哪里", remedy="启动时写 wuxiao serve --backup 文件夹")
    task = partial(registering.back_up, settings, settings.backup)
    return _begin(request, form, "备份登记簿", task)


def _begin(
    request: Request,
    form: FormData,
    title: str,
    task: Callable[..., Any],
    *,
    after: Callable[[], None] = lambda: None,
) -> Response:
    place, site = place_of(request), site_of(request)
    site.jobs.begin(place.work, title, task, page="archive", tell=_said, after=after)
    _note(site, place, clerk_of(request, form), title)
    return back_to(place, "archive")


def _note(site: Site, place: Place, who: str, title: str) -> None:
    site.note(place, who, f"登记簿：{title}")


def _said(found: Any) -> tuple[str, ...]:
    """What a command came to, as it says it; folders of ours are nothing that a clerk looks into."""
    files = getattr(found, "files", None)
    if files is not None:
        return (f"做好{len(files)}个文件，共{found.papers}件文书。在下面下载。",)
    return tuple(line.strip() for line in found.text().splitlines() if line.strip())


# ---------------------------------------------------------------- what forms say


def _asked(request: Request) -> dict[str, Any]:
    session = session_of(request)
    return dict(session.asked) if session else {}


def _which(request: Request, form: FormData) -> dict[str, Any]:
    """Which papers: those that were looked for last, or all."""
    return _asked(request) if text_of(form, "found") else {}


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date(*map(int, text.split("-")))
    except (ValueError, TypeError, OverflowError):
        raise UsageError("日期不对", remedy="写成 2023-8-20 这样，或者空着") from None


def _number(text: str, least: int, most: int, wrong: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
    if not least <= number <= most:
        raise UsageError(wrong, remedy=f"写{least}到{most}之间的整数")
    return number
