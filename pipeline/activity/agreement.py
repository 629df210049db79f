"""Whether the sentences of an activity agree with its figures.

A sentence takes figures by placeholder (`{activity.year}`); one that is written out all the same must
be a figure of `activity.toml`, or paper would say what no rule checks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.activity.tables import Strict
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.activity.model import Activity

_MOST = r"(?:限|最多|不超过|不多于|至多)"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Figures of one kind: how they are written, what `activity.toml` says, the placeholder to use."""

    pattern: re.Pattern[str]
    known: frozenset[str]
    placeholder: str
    of_text: bool = False


def must_agree(activity: Activity, *, where: str) -> None:
    """Stop at the first figure in a sentence that `activity.toml` does not have.

    Raises:
        InputError: Names the sentence, the figure as written, and what `activity.toml` says.
    """
    kinds = tuple(_kinds(activity))
    for path, text in _sentences(activity.wording):
        for kind in kinds:
            known = _known_here(activity, kind, path)
            for written in kind.pattern.finditer(text):
                figure = "-".join(str(int(part)) for part in written.groups() if part)
                if figure not in known:
                    raise InputError(
                        f"“{written[0]}”与 activity.toml 的数字不一致",
                        where=f"{where}/wording.toml [{path[0]}] {'.'.join(path[1:])}",
                        why=f"activity.toml 中是{'、'.join(sorted(known)) or '没有规定'}",
                        remedy=f"把数字改为{kind.placeholder}",
                    )


def _sentences(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield from _sentences(value, (*path, key))
    elif isinstance(content, list | tuple):
        for each in content:
            yield from _sentences(each, path)


def _known_here(activity: Activity, kind: _Kind, path: tuple[str, ...]) -> frozenset[str]:
    """What a figure may be; a blank that stands for a field knows that field's own limit."""
    limit = activity.limits.text.get(path[-1]) if path[0] == "blanks" else None
    return frozenset({str(limit.max)}) if limit and kind.of_text else kind.known


def _kinds(activity: Activity) -> Iterator[_Kind]:
    limits, evidence = activity.limits, activity.evidence
    yield _kind(r"([0-9]{4})\s*年度", {activity.year}, "{activity.year}")
    yield _kind(
        r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日",
        {f"{day.year}-{day.month}-{day.day}" for day in _dates(activity)},
        "占位符，如 {activity.employment.full_time_since}",
    )
    texts = {each.max for each in limits.text.values()}
    text = _kind(rf"{_MOST}\s*([0-9]+)\s*字|([0-9]+)\s*字以内", texts, "占位符，如 {limits.plan}")
    yield replace(text, of_text=True)
    items = {each.max for each in limits.items.values()}
    photos = items | {evidence.portraits, evidence.workplace}
    yield _kind(r"([0-9]+)\s*张", photos, "占位符，如 {limits.before.photos}")
    counts = items | {each.max for each in activity.quota}
    yield _kind(rf"{_MOST}\s*([0-9]+)\s*项", counts, "占位符，如 {limits.lead.honours}")
    yield _kind(r"([0-9]+)\s*分钟", {limits.video.max_seconds // 60}, "{limits.video.length}")
    days = {activity.publicity.min_working_days}
    yield _kind(r"([0-9]+)\s*个?工作日", days, "{activity.publicity.min_working_days}")
    years = {activity.archive.years} - {None}
    yield _kind(r"留档\s*([0-9]+)\s*年|([0-9]+)\s*年备查", years, "{activity.archive.years}")


def _kind(pattern: str, known: Collection[object], placeholder: str) -> _Kind:
    return _Kind(re.compile(pattern), frozenset(map(str, known)), placeholder)


def _dates(value: Any) -> Iterator[date]:
    match value:
        case date():
            yield value
        case Strict():
            for name in value.__struct_fields__:
                yield from _dates(getattr(value, name))
