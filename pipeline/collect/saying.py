"""What collecting came to, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pipeline.collect.gathering import Problem
from pipeline.collect.models import Change, Entry, State
from pipeline.dossier.privacy import scrub, scrubbed

_MOST_NAMED = 8
_MOST_SHOWN = 60
_HOW_TO_DECIDE = (
    "一律用交来的，加 --take theirs 再收集一次；一律用材料里的，加 --take ours；"
    "有的用这个、有的用那个的，逐处写 --theirs 编号:栏目 或 --ours 编号:栏目。"
)


def collected_to_json(
    dossier: str, entries: Sequence[Entry], problems: Sequence[Problem], missing: Sequence[str]
) -> str:
    """The contract of DESIGN §6; a file of no use stands among what was read, with why."""
    read = [_as_json(each) for each in entries]
    read += [
        {
            "source": each.name, "nomination": None, "employer": "", "new": [], "changed": [],
            "unread": [{"where": each.name, "why": each.why}], "kit_for": None,
        }
        for each in problems
    ]  # fmt: skip
    content = {"dossier": dossier, "read": read, "missing": list(missing)}
    return json.dumps(scrubbed(content), ensure_ascii=False, indent=2)


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "source": entry.source,
        "nomination": entry.nomination,
        "employer": entry.employer,
        "new": [each.field for each in entry.in_state(State.NEW)],
        "changed": [
            {
                "field": each.field,
                "old": _short(each.old),
                "new": _short(each.new),
                "state": each.state.value,
            }
            for each in entry.in_state(State.TAKEN, State.KEPT, State.ASKED)
        ],
        "unread": [{"where": each.where, "why": each.why} for each in entry.unread],
        "kit_for": entry.kit_for or None,
    }


def collected_to_text(
    entries: Sequence[Entry], problems: Sequence[Problem], missing: Sequence[str]
) -> str:
    """Nomination by nomination: what is new, changed, asked about, unread; then who is missing."""
    lines = [line for each in entries for line in _of_entry(each)]
    if problems:
        lines += ["", f"没有读取的文件{len(problems)}个："]
        lines += [f"  ✗ {each.why}" for each in problems]
    asked = sum(len(each.in_state(State.ASKED)) for each in entries)
    if asked:
        lines += ["", f"有{asked}处要您决定，材料里的没有动。{_HOW_TO_DECIDE}"]
    if missing:
        lines += ["", f"还没有交回的单位{len(missing)}个：{'、'.join(missing)}。"]
    return "\n".join(map(scrub, lines)).strip("\n")


def _of_entry(entry: Entry) -> Iterator[str]:
    who = "，".join(filter(None, (entry.employer, entry.title)))
    state = "（新项目）" if entry.is_new else ""
    yield f"{entry.nomination or '？'} {who}{state} ← {entry.source}"
    if entry.said_of_kit:
        yield f"  · {entry.said_of_kit}"
    new = entry.in_state(State.NEW)
    if new:
        names = "、".join(each.label for each in new[:_MOST_NAMED])
        more = "等" if len(new) > _MOST_NAMED else ""
        yield f"  · 新填{len(new)}项：{names}{more}"
    for each in entry.in_state(State.TAKEN):
        yield f"  · 更改 {_arrow(each)}"
    for each in entry.in_state(State.KEPT):
        kept = f"“{_short(each.old)}”" if each.old else "空白"
        yield f"  · 保留材料里的 {each.label}：{kept}，没有用交来的“{_short(each.new)}”"
    for each in entry.in_state(State.ASKED):
        yield f"  ? 待定 {_arrow(each)}（{each.why}）"
    for told in entry.unread:
        yield f"  ! {told.where}：{told.why}"
    if not entry.changes and not entry.unread:
        yield "  · 与材料里的一样，没有变化"


def _arrow(change: Change) -> str:
    old = f"“{_short(change.old)}”" if change.old else "空白"
    return f"{change.label}：{old} → “{_short(change.new)}”"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
