"""Employers' part: kits go out; what comes back is looked at, and taken or refused value by value."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline import run
from pipeline.errors import UsageError
from pipeline.run import inbox, showing
from pipeline.web.asking import (
    back_to,
    download,
    note,
    place_of,
    show,
    site_of,
    text_of,
    uploads_of,
)
from pipeline.web.drafts import Draft
from pipeline.web.jobs import BusyError
from pipeline.web.site import Place, Site

if TYPE_CHECKING:
    from pipeline.collect import Change, Collected, Entry
    from pipeline.make.collecting import Kits
    from pipeline.run.inbox import Taken

_LOOK, _TAKE, _KIT = "核对交来的材料", "收进材料", "做收集包"
_OURS = "ours"
_MOST_BLANK = 500


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide on a value: what the form sends, what the clerk reads, whether it is set beforehand."""

    value: str
    label: str
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A value that is to be decided on, the ways to, and what the form calls it."""

    name: str
    change: Change
    options: tuple[Option, ...]


def page(request: Request) -> Response:
    """What waits to be decided on, where files are dropped, who is missing, the kits."""
    place, site = place_of(request), site_of(request)
    draft, batches = site.drafts.get(place.key), inbox.batches(place.folder)
    seen = [each for each in batches if draft and each in draft.batches]
    job = site.jobs.latest(place.work)
    is_looking = job is not None and job.is_running and job.title == _LOOK
    unseen = 0 if is_looking else inbox.waiting(batches) - inbox.waiting(seen)
    values = {
        "place": place, "here": "collect", "draft": draft, "seen": site.see(place),
        "entries": list(_entries(draft.collected)) if draft else (),
        "waiting": inbox.waiting(seen), "unseen": unseen, "batch": _new_batch(),
        "kits": showing.handouts(place.folder, site.settings),
    }  # fmt: skip
    return show(request, "collect.html", values)


def begin(request: Request, form: FormData) -> Response:
    """Keep what was sent; with the last portion of it, look at all that waits, unless other work is under way."""
    place, site = place_of(request), site_of(request)
    uploads = uploads_of(form, "files")
    if not uploads:
        raise UsageError("没有选文件", remedy="选好文件或文件夹再点“上传”")
    inbox.keep(place.folder, text_of(form, "batch"), uploads, most_bytes=site.door.most_bytes)
    note(request, place, f"上传单位交回的{len(uploads)}个文件")
    if text_of(form, "more"):
        return Response(status_code=204)
    with suppress(BusyError):  # it waits, and the page says so
        _look(site, place, frozenset())
    return back_to(place, "collect")


def again(request: Request, form: FormData) -> Response:
    """Look at what waits again; one source more is left out, or everything is back in."""
    place, site = place_of(request), site_of(request)
    draft, source = site.drafts.get(place.key), text_of(form, "leave")
    leave = draft.leave if draft else frozenset()
    if source and draft:
        if source not in {each.source for each in draft.collected.entries}:
            raise UsageError("没有这一份", remedy="刷新页面再点")
        note(request, place, "不收其中一份")
    _look(site, place, leave | {source} if source else frozenset())
    return back_to(place, "collect")


def take(request: Request, form: FormData) -> Response:
    """Take what waits, as it was decided value by value."""
    place, site = place_of(request), site_of(request)
    draft = site.drafts.get(place.key)
    if draft is None:
        raise UsageError("还没有核对，或者别人已经收进去了", remedy="回到页面再看一遍")
    site.jobs.must_be_free(place.work)
    chosen = dict(_chosen(draft.collected, form))
    decided = inbox.with_choices(draft.collected.state, draft.leave, chosen)
    usual = _usual(draft.collected)
    count = sum(usual.get(name) != value for name, value in chosen.items())
    who = note(request, place, f"把单位交回的收进材料，逐处选定{count}处")

    def tell(taken: Taken) -> tuple[str, ...]:
        if taken.left is None:
            site.drafts.pop(place.key, None)
        else:
            site.drafts[place.key] = Draft(taken.left, draft.batches, draft.leave)
        came = tuple(_said_of_entries(taken.collected))
        for line in came:
            site.note(place, who, line)
        return (*came, *_said_of_files(taken.collected))

    task = partial(inbox.take, place.folder, site.settings, batches=draft.batches, decided=decided)
    site.jobs.begin(place.work, _TAKE, task, page="collect", tell=tell)
    return back_to(place, "collect")


def drop(request: Request, form: FormData) -> Response:  # noqa: ARG001  the shape of a poster
    """Throw away what waits."""
    place, site = place_of(request), site_of(request)
    site.jobs.must_be_free(place.work)
    inbox.drop(inbox.batches(place.folder))
    site.drafts.pop(place.key, None)
    note(request, place, "清掉传上来没有收的材料")
    return back_to(place, "collect")


def make_kits(request: Request, form: FormData) -> Response:
    """Make employers' kits: of all in the dossier, of some, or blank ones."""
    place, site = place_of(request), site_of(request)
    names = [each.strip() for each in text_of(form, "employers").splitlines() if each.strip()]
    task = partial(
        run.kit, place.folder, site.settings, employers=names, blank=_count(text_of(form, "blank"))
    )
    site.jobs.begin(
        place.work, _KIT, task, page="collect", tell=lambda made: tuple(_said_of_kits(made))
    )
    note(request, place, _KIT)
    return back_to(place, "collect")


def kit(request: Request) -> Response:
    """A kit as a zip, to be saved and sent."""
    place = place_of(request)
    found = showing.handout(place.folder, site_of(request).settings, request.path_params["file"])
    if found is None:
        raise HTTPException(404)
    return download(*found)


# ---------------------------------------------------------------- the look, and what is decided


def _look(site: Site, place: Place, leave: frozenset[str]) -> None:
    batches = inbox.batches(place.folder)

    def keep(found: Collected) -> tuple[str, ...]:
        site.drafts[place.key] = Draft(found, batches, leave)
        return ()

    task = partial(inbox.look, place.folder, site.settings, batches=batches, leave=leave)
    site.jobs.begin(place.work, _LOOK, task, page="collect", tell=keep)


def _new_batch() -> str:
    """A name for what is put in together: names in their order are batches in theirs."""
    return f"{int(time.time() * 1000):012x}{secrets.token_hex(2)}"


def _entries(found: Collected) -> Iterator[tuple[Entry, list[Row], list[Row]]]:
    """Each nomination that came back, with the rows of what differs, and of what is new."""
    seen: set[str] = set()
    for entry in found.entries:
        rows = [_row(entry, each, seen) for each in entry.changes]
        yield (
            entry,
            [each for each in rows if each.change.state != "new"],
            [each for each in rows if each.change.state == "new"],
        )


def _row(entry: Entry, change: Change, seen: set[str]) -> Row:
    """How a value can be decided on; of two values for one field that came, one at most is taken."""
    name = f"{entry.nomination}:{change.field}"
    theirs = "收" if change.state == "new" else "用交来的"
    ours = "不收" if change.state == "new" else "用材料里的"
    usual = change.state in {"new", "taken"}
    options = [Option(change.digest, theirs, usual), Option(_OURS, ours, change.state == "kept")]
    if name in seen:
        options = [Option(change.digest, "用这一份的")]
    if change.state == "asked":
        options.append(Option("", "以后再定", is_set=True))
    seen.add(name)
    return Row(name, change, tuple(options))


def _chosen(found: Collected, form: FormData) -> Iterator[tuple[tuple[str, str], str]]:
    """What the form says of the values that were shown, and nothing else."""
    allowed: dict[str, set[str]] = {}
    for _, differing, new in _entries(found):
        for row in (*differing, *new):
            allowed.setdefault(row.name, set()).update(each.value for each in row.options)
    for name, values in allowed.items():
        value = text_of(form, name)
        if value and value in values:
            yield _address(name), value


def _usual(found: Collected) -> dict[tuple[str, str], str]:
    """What a form says on which nobody has changed anything."""
    rows = (row for _, differing, new in _entries(found) for row in (*differing, *new))
    return {_address(row.name): each.value for row in rows for each in row.options if each.is_set}


def _address(name: str) -> tuple[str, str]:
    nomination, _, field = name.partition(":")
    return nomination, field


# ---------------------------------------------------------------- what is said


def _said_of_entries(found: Collected) -> Iterator[str]:
    for entry in found.entries:
        counts = {
            label: len([each for each in entry.changes if each.state == state])
            for state, label in _COUNTED.items()
        }
        said = "、".join(f"{label}{count}项" for label, count in counts.items() if count)
        unread = f"，{len(entry.unread)}处没有读出来" if entry.unread else ""
        yield f"{entry.nomination or '？'} {entry.employer}：{said or '没有变化'}{unread}"


def _said_of_files(found: Collected) -> Iterator[str]:
    for each in found.problems:
        yield each.why
    if found.earlier:
        yield f"工作簿已写好；收集以前的另存为“{found.earlier.name}”。"
    if found.files:
        yield f"放进“附件”的照片、证书等{found.files}个。"


_COUNTED = {"new": "新填", "taken": "更改", "kept": "不用交来的", "asked": "待定"}


def _said_of_kits(made: Kits) -> Iterator[str]:
    yield from (f"您改过的文件另存为“{name}”，没有覆盖。" for name in made.set_aside)
    yield from (f"“{name}”太大或打不开，没有放进收集包。" for name in made.left_out)
    if made.unnamed:
        yield f"{'、'.join(made.unnamed)}没有填写第一完成单位，没有放进收集包。"
    yield f"做好{len(made.kits)}个收集包。"


def _count(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and 0 <= int(text[:9]) <= _MOST_BLANK):
        raise UsageError("空白包的份数不对", remedy=f"写0到{_MOST_BLANK}之间的整数，或者空着")
    return int(text)
