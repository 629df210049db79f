"""From what was seen on pages to a verdict for each page and each paper.  Pure: values in, values out.

Nothing is guessed: a page whose identity is in doubt is not used, a zone in doubt is for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.papers.codes import parse_code
from pipeline.papers.documents import MarkKind, Role
from pipeline.papers.manifest import FileEntry
from pipeline.papers.returned import (
    OwedMark,
    PaperReturn,
    ReturnState,
    ScannedPage,
    Unmarked,
    Verdict,
    ZoneState,
    say_changes,
)
from pipeline.receive.expected import Expected, marked_pages
from pipeline.receive.models import Decision, SeenPage, SeenZone, State

_BY_LOOKS = "页上的二维码都读不出来，是按版面认出的"
_BY_HAND = "是填好日期以前打印的，手写的日期、地点要核对"


@dataclass(frozen=True, slots=True)
class JudgedZone:
    """A zone, and the state that counts: what was seen, or what a person decided."""

    seen: SeenZone
    state: ZoneState
    id: str
    decision: Decision | None = None

    @property
    def what(self) -> str:
        """Whose mark belongs there: `第一完成人签字`."""
        return f"{Role(self.seen.role).label}{MarkKind(self.seen.kind).label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPage:
    """A page that came back.

    Attributes:
        seen: What was seen on it.
        file: Name of the file it is in.
        verdict: What it is.
        note: Why, in Chinese; empty where there is nothing to say.
        paper: The paper that it is a page of; None where that is not known.
        page: The page, counted from 1; 0 where that is not known.
        zones: Its zones.
        altered: Whether print seems to have been changed, and nobody has accepted it.
        decision: Who accepted or refused that.
        changed: What has changed since, where it is outdated.
    """

    seen: SeenPage
    file: str
    verdict: Verdict
    note: str = ""
    paper: FileEntry | None = None
    page: int = 0
    zones: tuple[JudgedZone, ...] = ()
    altered: bool = False
    decision: Decision | None = None
    changed: tuple[str, ...] = ()

    @property
    def why_altered(self) -> str:
        """Why print seems to have been changed."""
        return "；".join(dict.fromkeys(each.reason for each in self.seen.changes)) or self.note

    @property
    def by_hand(self) -> bool:
        """Whether what is to be compared on it are days and places written into blanks, and nothing else."""
        return self.altered and self.note == _BY_HAND and not self.seen.changes

    @property
    def is_spoiled(self) -> bool:
        """Whether a person has refused it, as what stands on it is not what was printed."""
        return self.altered and self.decision is not None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What has come back so far: every page, every paper that has to come back, the files without use."""

    pages: tuple[JudgedPage, ...]
    papers: tuple[PaperReturn, ...]
    problems: Mapping[str, str]

    @property
    def expected(self) -> tuple[PaperReturn, ...]:
        """The papers that have to come back."""
        return tuple(each for each in self.papers if each.is_expected)

    @property
    def is_complete(self) -> bool:
        """Whether all that has to come back is there, signed and sealed."""
        return all(each.is_complete for each in self.expected)

    def used(self) -> dict[tuple[str, int], JudgedPage]:
        """The pages that are used, by path of the paper and number."""
        return {
            (each.paper.path, each.page): each
            for each in self.pages
            if each.paper and each.verdict is Verdict.USED
        }


def judge(expected: Expected, state: State) -> Receipt:
    """Judge all pages that came so far.

    Args:
        expected: The papers as they are now.
        state: What was seen and decided.
    """
    names = {each.sha256: each.name for each in state.files}
    decided = state.decided()
    judged = [_identified(each, expected, names, decided) for each in state.pages]
    best = _best(judged)
    pages = tuple(
        replace(each, verdict=Verdict.DUPLICATE, note=_duplicate_note(best[_place(each)]))
        if each.verdict is Verdict.USED and best[_place(each)] is not each
        else each
        for each in judged
    )
    kept = {each.sha256: f"received/{each.kept}" for each in state.files}
    papers = tuple(_papers(expected, pages, kept, state.unmarked))
    problems = {each.name: each.problem for each in state.files if each.problem}
    return Receipt(pages, papers, problems)


# ---------------------------------------------------------------- pages


def _identified(
    seen: SeenPage, expected: Expected, names: Mapping[str, str], decided: Mapping[str, Decision]
) -> JudgedPage:
    """What a page is, duplicates not yet told from the one that is used."""
    file = names.get(seen.source, "")
    if seen.is_draft:
        note = "印有“草稿”字样，不能用于签字盖章，要用正式的打印件"
        return JudgedPage(seen=seen, file=file, verdict=Verdict.DRAFT, note=note)
    if seen.code in expected.by_code:
        return _current(seen, file, expected, decided)
    if old := _earlier(seen, expected):
        entry, page = old
        changed = _changed_since(entry, seen)
        return JudgedPage(
            seen=seen, file=file, verdict=Verdict.OUTDATED, paper=entry, page=page,
            changed=changed, note=_outdated_note(changed),
        )  # fmt: skip
    if name := _former(seen, expected):
        note = f"是“{name}”的页，材料里已经没有这份文书（项目撤下了，或者换了单位），不用再收"
        return JudgedPage(seen=seen, file=file, verdict=Verdict.OUTDATED, note=note)
    return _unknown(seen, file)


def _unknown(seen: SeenPage, file: str) -> JudgedPage:
    """A page of no paper of ours."""
    if seen.is_blank:
        return JudgedPage(seen=seen, file=file, verdict=Verdict.BLANK)
    if seen.why_not == "foreign" or (seen.why_not == "unknown" and seen.codes):
        return JudgedPage(seen=seen, file=file, verdict=Verdict.FOREIGN, note=_foreign_note(seen))
    note = seen.reason or "认不出是哪一页"
    return JudgedPage(seen=seen, file=file, verdict=Verdict.UNREADABLE, note=note)


def _current(
    seen: SeenPage, file: str, expected: Expected, decided: Mapping[str, Decision]
) -> JudgedPage:
    page = expected.by_code[seen.code]
    decision = decided.get(seen.changes_id)
    return JudgedPage(
        seen=seen,
        file=file,
        verdict=Verdict.USED,
        note=_BY_HAND if page.by_hand else "" if seen.by_codes else _BY_LOOKS,
        paper=page.entry,
        page=page.number,
        zones=tuple(_zone(seen, zone, decided) for zone in seen.zones),
        altered=bool(page.by_hand or seen.changes) and not (decision and not decision.refused),
        decision=decision,
    )


def _zone(seen: SeenPage, zone: SeenZone, decided: Mapping[str, Decision]) -> JudgedZone:
    place = seen.zone_id(zone)
    decision = decided.get(place)
    if decision:
        state = ZoneState.ABSENT if decision.refused else ZoneState.PRESENT
        return JudgedZone(zone, state, place, decision)
    is_doubtful = zone.state is ZoneState.PRESENT and not seen.by_codes
    return JudgedZone(zone, ZoneState.LOOK if is_doubtful else zone.state, place)


def _earlier(seen: SeenPage, expected: Expected) -> tuple[FileEntry, int] | None:
    """The paper and page of which this is an earlier version; None where it is of no paper of ours."""
    found = {
        (entry.path, code.page): entry
        for text in ((seen.code,) if seen.code else seen.codes)
        if (code := parse_code(text)) and (entry := expected.by_id.get(code.paper))
    }
    if len(found) != 1 or seen.why_not not in {"", "unknown"}:
        return None
    ((_, page), entry) = next(iter(found.items()))
    return entry, page


def _former(seen: SeenPage, expected: Expected) -> str:
    """The paper, no longer of use, that this is a page of; empty where it is of none."""
    if seen.why_not not in {"", "unknown"}:
        return ""
    codes = filter(None, map(parse_code, (seen.code, *seen.codes)))
    return next(filter(None, (expected.former.get(code.paper) for code in codes)), "")


def _changed_since(entry: FileEntry, seen: SeenPage) -> tuple[str, ...]:
    """What has changed in a paper since the version that a page is of, as far as that is remembered."""
    codes = {seen.code, *seen.codes}
    for version in reversed(entry.earlier):
        if not codes.isdisjoint(version.codes):
            return version.changed
    return ()


def _outdated_note(changed: Sequence[str]) -> str:
    what = f"后来改了：{say_changes(changed)}" if changed else "后来内容有变化"
    return f"{what}；请重新打印、重新签字盖章"


def _foreign_note(seen: SeenPage) -> str:
    if any(map(parse_code, seen.codes)):
        return "是别的材料里的页"
    return seen.reason or "不是本程序打印的页"


def _place(page: JudgedPage) -> tuple[str, int]:
    return (page.paper.path if page.paper else "", page.page)


def _best(pages: Iterable[JudgedPage]) -> dict[tuple[str, int], JudgedPage]:
    """Of the scans of each page the one that is kept."""
    found: dict[tuple[str, int], JudgedPage] = {}
    for each in pages:
        if each.verdict is not Verdict.USED:
            continue
        rival = found.get(_place(each))
        if rival is None or _worth(each) > _worth(rival):
            found[_place(each)] = each
    return found


def _worth(page: JudgedPage) -> tuple[float, ...]:
    """How good a scan is: signed and sealed above all, then how well it can be read.

    Of two that are alike it does not matter which came first.
    """
    states = [zone.state for zone in page.zones]
    tie = int(page.seen.source[:12] or "0", 16) + page.seen.index
    return (
        states.count(ZoneState.PRESENT),
        states.count(ZoneState.LOOK),
        not page.altered,
        page.seen.by_codes,
        page.seen.has_colour,
        round(page.seen.sharpness, 2),
        round(page.seen.dpi),
        tie,
    )


def _duplicate_note(best: JudgedPage) -> str:
    return f"同一页已采用“{best.file}”第{best.seen.index}页，那一张更好"


# ---------------------------------------------------------------- papers


def _papers(
    expected: Expected,
    pages: Sequence[JudgedPage],
    kept: Mapping[str, str],
    unmarked: Unmarked,
) -> Iterator[PaperReturn]:
    """The papers that have to come back, and others of which something did."""
    by_paper: dict[str, list[JudgedPage]] = {}
    for each in pages:
        if each.paper and each.verdict in {Verdict.USED, Verdict.OUTDATED}:
            by_paper.setdefault(each.paper.path, []).append(each)
    for entry in expected.papers:
        own = by_paper.get(entry.path, [])
        recipient = entry.recipient if entry.zones else ""
        if recipient or own:
            yield _paper(entry, own, recipient, kept, unmarked)


def _paper(
    entry: FileEntry,
    own: Sequence[JudgedPage],
    recipient: str,
    kept: Mapping[str, str],
    unmarked: Unmarked,
) -> PaperReturn:
    spoiled = {each.page for each in own if each.is_spoiled}
    used = {
        each.page: each for each in own if each.verdict is Verdict.USED and each.page not in spoiled
    }
    old = [each for each in own if each.verdict is Verdict.OUTDATED and each.page not in used]
    absent = [page for page in range(1, len(entry.codes) + 1) if page not in used]
    marked = marked_pages(entry)
    needed = {*absent} if unmarked is Unmarked.SCAN else {*absent} & (marked | spoiled)
    owed = tuple(_owed(used))
    altered = any(each.altered for each in used.values())
    return PaperReturn(
        path=entry.path,
        document=entry.document or "",
        title=entry.title,
        subject=entry.subject,
        nomination=entry.nomination,
        recipient=recipient,
        pages=len(entry.codes),
        state=_state(bool(needed), owed, altered=altered),
        missing_pages=tuple(page for page in absent if page in needed),
        printed_pages=tuple(page for page in absent if page not in needed),
        outdated_pages=tuple(sorted({each.page for each in old})),
        changed=tuple(dict.fromkeys(label for each in old for label in each.changed)),
        owed=owed,
        done=frozenset(
            (MarkKind(zone.seen.kind), Role(zone.seen.role))
            for each in used.values()
            for zone in each.zones
            if zone.state is ZoneState.PRESENT
        ),
        altered=altered,
        by_hand=altered and all(each.by_hand for each in used.values() if each.altered),
        spoiled_pages=tuple(sorted(spoiled)),
        scans={page: _scan(each.seen, kept) for page, each in sorted(used.items())},
    )


def _owed(used: Mapping[int, JudgedPage]) -> Iterator[OwedMark]:
    for page, each in sorted(used.items()):
        for zone in each.zones:
            if zone.state is not ZoneState.PRESENT:
                yield OwedMark(
                    MarkKind(zone.seen.kind),
                    Role(zone.seen.role),
                    page,
                    zone.state,
                    is_refused=zone.decision is not None,
                )


def _state(is_missing: bool, owed: Sequence[OwedMark], *, altered: bool) -> ReturnState:
    """The worst that is true of a paper."""
    if is_missing:
        return ReturnState.MISSING
    absent = {mark.kind for mark in owed if mark.state is ZoneState.ABSENT}
    if MarkKind.SIGNATURE in absent:
        return ReturnState.UNSIGNED
    if MarkKind.SEAL in absent:
        return ReturnState.UNSEALED
    return ReturnState.LOOK if owed or altered else ReturnState.COMPLETE


def _scan(seen: SeenPage, kept: Mapping[str, str]) -> ScannedPage:
    return ScannedPage(
        file=kept.get(seen.source, ""),
        index=seen.index,
        to_paper=seen.to_paper,
        width_px=seen.width_px,
        height_px=seen.height_px,
    )
