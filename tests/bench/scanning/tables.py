"""The records of trials as tables in Markdown, each count with what it proves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from tests.bench.scanning.bounds import upper_bound
from tests.bench.scanning.trials import Record

_COLOUR = frozenset({"flat200", "flat300"})
_ASTRAY = frozenset({"elsewhere", "half outside", "in the seal's place"})


def tables(records: Sequence[Record]) -> str:
    """All tables for which there are records."""
    piles = [each for each in records if each["part"] == "pile"]
    pages = [each for each in records if each["part"] != "pile"]
    made = [make(pages) for make in (_aims, _devices, _marks, _others) if pages]
    return "\n\n".join(filter(None, [*made, _piles(piles)]))


def _piles(records: Sequence[Record]) -> str:
    """Of whole piles: what was sent, and what `receive` called it."""
    counts = Counter(tuple(row) for each in records for row in each["pages"])
    if not counts:
        return ""
    wrong = sum(len(each["wrong_papers"]) for each in records)
    head = "| sheet in a pile | called | right | pages |\n| --- | --- | --- | --: |\n"
    rows = "\n".join(
        f"| {sent} | {verdict} | {'yes' if is_right else 'no'} | {count} |"
        for (sent, verdict, is_right), count in sorted(counts.items())
    )
    return f"{head}{rows}\n| papers whose missing pages were told wrongly ({len(records)} piles) | | | {wrong} |"


def _aims(records: Sequence[Record]) -> str:
    good = [each for each in records if each["device"] in _COLOUR]
    coded = [each for each in good if each["part"] in {"plain", "undone", "done", "odd"}]
    every = [each for each in records if each["part"] in {"plain", "undone", "done", "odd"}]
    harder = [each for each in every if each["device"] in {"flat150", "phone"}]
    undone = list(_zones(good, {"undone"}, {"undone"}))
    decoys = list(_zones(good, {"undone"}, {"decoy"}))
    done = list(_zones(good, {"done"}, {"done"}))
    changed = [each for each in good if each["part"] == "changed" and each["how"]]
    rows = [
        ("page not identified, ≥ 200 dpi colour", "≤ 0.2%", _count(coded, _is_lost)),
        ("page not identified, 150 dpi and phone", "≤ 1%", _count(harder, _is_lost)),
        ("taken for another page, all devices", "0", _count(records, _is_wrong)),
        ("unsigned or unsealed zone taken as done", "0", _count(undone, _is("present"))),
        ("bare print judged as a zone, taken as done", "0", _count(decoys, _is("present"))),
        ("signed or sealed zone refused", "≤ 0.5%", _count(done, _is("absent"))),
        ("signed or sealed zone sent to a person", "≤ 4%", _count(done, _is("look"))),
        ("unsigned or unsealed zone sent to a person", "", _count(undone, _is("look"))),
        ("words said to be changed that were not", "", _count(_untouched(coded), _has_changes)),
        ("words changed by pen or painted over, not told", "", _count(changed, _has_none)),
    ]
    head = (
        "| aim | allowed | found | of | rate | 95% bound |\n| --- | --- | --: | --: | --: | --: |\n"
    )
    return head + "\n".join(
        f"| {what} | {allowed} | {found} | {tries} | {_percent(found, tries)} |"
        f" < {100 * upper_bound(found, tries):.2f}% |"
        for what, allowed, (found, tries) in rows
        if tries
    )


def _devices(records: Sequence[Record]) -> str:
    chosen = [each for each in records if each["part"] in {"plain", "undone", "done", "odd"}]
    rows = []
    for device in sorted({each["device"] for each in chosen}):
        own = [each for each in chosen if each["device"] == device]
        off = [each["off_mm"] for each in own if each["off_mm"] is not None]
        lost, tries = _count(own, _is_lost)
        at = [f"{np.percentile(off, share):.3f}" for share in (50, 99, 100)] if off else ["–"] * 3
        seconds = np.mean([each["seconds"] for each in own])
        rows.append(f"| {device} | {tries} | {lost} | {' | '.join(at)} | {1000 * seconds:.0f} |")
    if not rows:
        return ""
    head = "| device | pages | not identified | off by, mm: median | 99% | worst | ms a page |\n"
    return head + "| --- | --: | --: | --: | --: | --: | --: |\n" + "\n".join(rows)


def _marks(records: Sequence[Record]) -> str:
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for each in records:
        for kind, mark, truth, state, _ in each.get("zones", ()):
            counts[kind, f"{mark} ({truth})", each["device"], state] += 1
    lines = sorted({key[:3] for key in counts})
    if not lines:
        return ""
    head = "| zone | what was done | device | present | look | absent |\n| --- | --- | --- | --: | --: | --: |\n"
    return head + "\n".join(
        f"| {' | '.join(line)} | "
        + " | ".join(str(counts[*line, state]) for state in ("present", "look", "absent"))
        + " |"
        for line in lines
    )


def _others(records: Sequence[Record]) -> str:
    counts: Counter[tuple[str, str, str]] = Counter()
    for each in records:
        if each["part"] in {"hidden", "foreign", "folded", "blank", "folded over", "half-fed"}:
            outcome = "blank" if each["blank"] else each["outcome"]
            if each["part"] == "hidden" and outcome == "ambiguous":
                outcome += ", right one named" if each["among"] else ", right one not named"
            if "told" in each and outcome == "right":
                outcome += ", said not to be whole" if each["told"] else ", not said to be broken"
                outcome += ", a zone out of sight called done" if each["silent"] else ""
            counts[each["part"], each["device"], outcome] += 1
    if not counts:
        return ""
    head = "| page | device | outcome | pages |\n| --- | --- | --- | --: |\n"
    return head + "\n".join(
        f"| {' | '.join(key)} | {count} |" for key, count in sorted(counts.items())
    )


def _untouched(records: Iterable[Record]) -> list[Record]:
    """Pages of which it is known that no hand wrote over print: what is astray may lie over it."""
    return [
        each
        for each in records
        if "zones" in each and not any(mark in _ASTRAY for _, mark, *_ in each["zones"])
    ]


def _zones(records: Iterable[Record], parts: set[str], truths: set[str]) -> Iterator[Record]:
    for each in records:
        if each["part"] in parts:
            for kind, mark, truth, state, reason in each["zones"]:
                if truth in truths:
                    yield {"kind": kind, "mark": mark, "state": state, "reason": reason}


def _count(records: Sequence[Record], is_one: Callable[[Record], bool]) -> tuple[int, int]:
    return sum(map(is_one, records)), len(records)


def _is_lost(record: Record) -> bool:
    return bool(record["outcome"] != "right")


def _is_wrong(record: Record) -> bool:
    return bool(record["outcome"] == "wrong")


def _has_none(record: Record) -> bool:
    return not record["changes"]


def _has_changes(record: Record) -> bool:
    return bool(record["changes"])


def _is(state: str) -> Callable[[Record], bool]:
    return lambda zone: bool(zone["state"] == state)


def _percent(found: int, tries: int) -> str:
    return f"{100 * found / tries:.2f}%"
