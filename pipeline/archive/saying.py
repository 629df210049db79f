"""What the register says: as text for a clerk, as JSON for programs.  Nothing of it holds personal numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.archive import retention
from pipeline.archive.events import Added, Event, EventKind, Head
from pipeline.archive.models import FileRole, Kept
from pipeline.dossier.dates import say_day
from pipeline.errors import ExitCode


def as_json(content: dict[str, Any]) -> str:
    """JSON as all commands give it."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def of_paper(kept: Kept, on: date) -> dict[str, Any]:
    """A paper, for programs."""
    paper, loan, free = kept.paper, kept.loan, retention.free_from(kept)
    return {
        "number": str(paper.number),
        "key": paper.key,
        "title": paper.title,
        "document": paper.document,
        "class": paper.archive_class,
        "person": paper.person,
        "project": paper.project,
        "employer": paper.employer,
        "unit": paper.unit,
        "activity": paper.activity,
        "dossier": paper.dossier,
        "responsible": paper.responsible,
        "reference": paper.reference,
        "dated": _day(paper.dated),
        "pages": paper.pages,
        "box": kept.box,
        "shelf": kept.shelf,
        "delivered_by": paper.delivered_by,
        "delivered_on": _day(paper.delivered_on),
        "state": kept.state.value,
        "lent": loan
        and {
            "to": loan.to,
            "since": _day(loan.since),
            "until": _day(loan.until),
            "overdue": is_overdue(kept, on),
        },
        "holds": [
            {"by": each.by, "why": each.why, "since": _day(each.since)} for each in kept.holds
        ],
        "proposal": kept.proposal or None,
        "notice_until": _day(kept.notice_until),
        "class_until": _day(kept.class_until),
        "free_from": _day(free),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def is_overdue(kept: Kept, on: date) -> bool:
    """Whether a paper is lent and should have been back before a day."""
    return bool(kept.loan and kept.loan.until and kept.loan.until < on)


def say_paper(kept: Kept, on: date) -> str:
    """A paper on one line."""
    place = " ".join(filter(None, (kept.box and f"盒{kept.box}", kept.shelf))) or "没有写位置"
    return "　".join((str(kept.paper.number), kept.paper.title, place, _say_state(kept, on)))


def _say_state(kept: Kept, on: date) -> str:
    parts = [kept.state.label]
    if loan := kept.loan:
        until = f"，应于{say_day(loan.until)}前归还" if loan.until else ""
        late = "，已逾期" if is_overdue(kept, on) else ""
        parts = [f"{say_day(loan.since)}借给{loan.to}{until}{late}"]
    parts += [f"冻结：{each.why}（{each.by}）" for each in kept.holds]
    return "；".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Papers that were looked for: those shown, and how many there are."""

    papers: Sequence[Kept]
    total: int
    on: date

    exit_code = ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from (say_paper(each, self.on) for each in self.papers)
        if not self.total:
            yield "没有找到。"
        elif self.total > len(self.papers):
            yield f"共{self.total}件，只列出前{len(self.papers)}件；加上条件缩小范围，或用 --limit 0 全部列出。"
        else:
            yield f"共{self.total}件。"

    def json(self) -> str:
        """For programs."""
        papers = [of_paper(each, self.on) for each in self.papers]
        return as_json({"on": _day(self.on), "total": self.total, "papers": papers})


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What may be looked at for disposal on a day, and what may not though some time of it is over.

    Attributes:
        on: The day.
        free: Papers all of whose time is over, and nothing holds them.
        held: Papers all of whose time is over, and that are held.
        notice_over: Papers that the notice wants kept no longer, and their archival class does.
        undated: Papers of which nobody knows since when the notice's years are counted.
    """

    on: date
    free: Listed
    held: Listed
    notice_over: Listed
    undated: Listed

    exit_code = ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"到{say_day(self.on)}："
        yield from self._part("保管期满，可以提请鉴定销毁", self.free)
        yield from self._part("保管期满，但冻结中，不能销毁", self.held)
        yield from self._part("通知要求的年限已满，档案保管期限未满，继续保管", self.notice_over)
        yield from self._part("不知道提名函日期，算不出保管到哪一天", self.undated)
        yield "本程序从不自行删除；销毁须先提请（wuxiao archive dispose），经签字盖章批准。"

    def _part(self, title: str, listed: Listed) -> Iterator[str]:
        if not listed.total:
            return
        yield f"{title}：{listed.total}件"
        for each in listed.papers:
            yield f"  {each.paper.number}　{each.paper.title}　{_say_terms(each)}"
        if listed.total > len(listed.papers):
            yield f"  ……只列出前{len(listed.papers)}件，用 --limit 0 全部列出"

    def json(self) -> str:
        """For programs."""
        parts = {name: getattr(self, name) for name in ("free", "held", "notice_over", "undated")}
        content: dict[str, Any] = {"on": _day(self.on)}
        for name, listed in parts.items():
            papers = [of_paper(each, self.on) for each in listed.papers]
            content[name] = {"total": listed.total, "papers": papers}
        return as_json(content)


def _say_terms(kept: Kept) -> str:
    wanted = kept.paper.retention
    where = f"（{wanted.clause}）" if wanted.clause else ""
    if kept.notice_until:
        notice = f"通知{where}要求到{say_day(kept.notice_until)}"
    elif wanted.years is None:
        notice = "通知没有要求"
    else:
        notice = f"通知{where}要求{wanted.years}年，从哪天起算不明"
    until = f"，到{say_day(kept.class_until)}" if kept.class_until else ""
    return f"{notice}；档案保管期限{kept.paper.number.period.label}{until}"


def _standard(kept: Kept) -> str:
    """What the scan of a paper was proven to be; empty where nothing was proven."""
    contents = kept.paper.contents
    return next((each.standard for each in contents if each.role is FileRole.SCAN), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What `add` came to.

    Attributes:
        added: What became of each paper.
        papers: The papers, as they are now, by key.
        missing: What could not be taken yet.
    """

    added: Added
    papers: dict[str, Kept]
    missing: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """9 while papers are still missing."""
        return ExitCode.SCANS if self.missing else ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        for title, keys in (
            ("新归档", self.added.fresh),
            ("存入新的版本，旧的仍保留", self.added.renewed),
        ):
            if keys:
                yield f"✓ {title}{len(keys)}件："
            for key in keys:
                kept = self.papers[key]
                plain = "" if _standard(kept) else "　没有通过PDF/A检验，按普通PDF保存"
                yield f"    {kept.paper.number}　{kept.paper.title}　{kept.paper.pages}页{plain}"
        if self.added.known:
            yield f"· {len(self.added.known)}件以前归档过，没有变化；要改存放的位置，用 wuxiao archive move"
        if self.missing:
            yield f"✗ 还有{len(self.missing)}件不能归档："
        yield from (f"    {each}" for each in self.missing)

    def json(self) -> str:
        """For programs."""
        event = self.added.event
        parts: dict[str, Any] = {
            name: [
                {
                    "number": str(self.papers[key].paper.number),
                    "key": key,
                    "title": self.papers[key].paper.title,
                    "standard": _standard(self.papers[key]),
                }
                for key in getattr(self.added, name)
            ]
            for name in ("fresh", "renewed", "known")
        }  # fmt: skip
        return as_json(
            {"event": event.number if event else None} | parts | {"missing": [*self.missing]}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Events, each with the numbers of its papers, and the head of the chain.

    Attributes:
        events: The events.
        numbers: 档号 by key.
        head: The last event there is.
        is_whole: Whether these are all that there were, up to the head.
    """

    events: Sequence[Event]
    numbers: dict[str, str]
    head: Head
    is_whole: bool = False

    exit_code = ExitCode.OK

    def text(self) -> str:
        """For a terminal."""
        last = [say_head(self.head)] if self.is_whole else []
        return "\n".join([*map(self._line, self.events), *last]) + "\n"

    def _line(self, event: Event) -> str:
        when = datetime.fromisoformat(event.when).strftime("%Y-%m-%d %H:%M")
        parts = [f"{event.number}　{when}　{event.by}　{event.kind.label}", *self._details(event)]
        return "　".join(parts)

    def _details(self, event: Event) -> Iterator[str]:
        if event.papers:
            shown = "、".join(self.numbers.get(key, key) for key in event.papers[:3])
            more = f"等{len(event.papers)}件" if len(event.papers) > 3 else ""
            yield f"{shown}{more}"
        if event.box or event.shelf:
            yield " ".join(filter(None, (event.box and f"盒{event.box}", event.shelf)))
        if event.to:
            yield f"给{event.to}" + (f"，{say_day(event.until)}前归还" if event.until else "")
        if event.ends:
            yield f"第{event.ends}号销毁清册"
        if event.kind is EventKind.CHECKED:
            yield f"发现{len(event.found)}处不对" if event.found else "没有发现不对"
        if event.why:
            yield f"理由：{event.why}"

    def json(self) -> str:
        """For programs."""
        return as_json(
            {
                "head": {"number": self.head.number, "sha256": self.head.sha256},
                "events": [
                    {
                        "number": each.number,
                        "kind": each.kind.value,
                        "when": each.when,
                        "by": each.by,
                        "why": each.why,
                        "papers": [self.numbers.get(key, key) for key in each.papers],
                        "box": each.box,
                        "shelf": each.shelf,
                        "to": each.to,
                        "until": _day(each.until),
                        "ends": each.ends or None,
                        "found": [*each.found],
                    }
                    for each in self.events
                ],
            }
        )


def say_head(head: Head) -> str:
    """The head of the chain, to be printed and compared later."""
    if not head.number:
        return "登记簿里还没有记录。"
    return f"共{head.number}条记录；校验值（SHA-256）：{head.sha256}"
