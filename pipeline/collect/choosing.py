"""Decisions of a person on single values: read as they are written on the command line, and found to be of use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipeline.collect.models import Take, Wishes
from pipeline.collect.values import Fields
from pipeline.errors import UsageError

_COLONS = (":", "：")
_MOST_NAMED = 5


def wishes_of(
    take: str | None, theirs: Sequence[str], ours: Sequence[str], leave: Sequence[str], *, dry: bool
) -> Wishes:
    """What was decided, from the options of the command line.

    Args:
        take: `theirs` or `ours`, for what both sides have changed.
        theirs: Places, `P01:项目名称` or `P01:title`, at which the returned value counts.
        ours: Places at which the dossier's counts.
        leave: Sources of which nothing is taken.
        dry: Whether it is only told what would become of everything.

    Raises:
        UsageError: A place is not written so, or is among both.
    """
    chosen: dict[tuple[str, str], str] = {}
    for places, whose in ((theirs, Take.THEIRS), (ours, Take.OURS)):
        for text in places:
            if chosen.setdefault(_place(text), whose) != whose:
                raise UsageError(f"“{text}”既写了 --theirs 又写了 --ours", remedy="只留一个")
    return Wishes(
        take=None if take is None else Take(take), chosen=chosen, leave=frozenset(leave), is_dry=dry
    )


def _place(text: str) -> tuple[str, str]:
    for colon in _COLONS:
        name, found, label = text.partition(colon)
        if found and name.strip() and label.strip():
            return name.strip(), label.strip()
    raise UsageError(
        f"“{text}”看不出是哪个项目的哪一栏", remedy="写编号、冒号、栏目，例如 P01:项目名称"
    )


def by_path(chosen: Mapping[tuple[str, str], str], fields: Fields) -> dict[tuple[str, str], str]:
    """Decisions by path, whether their fields were called by path or by label.

    Raises:
        UsageError: There is no such field, or several are called so.
    """
    paths = (*fields.compared(), *fields.files())
    called: dict[str, list[str]] = {}
    for path in paths:
        called.setdefault(fields.label(path), []).append(path)
    return {(name, _path(field, paths, called)): whose for (name, field), whose in chosen.items()}


def _path(field: str, paths: Collection[str], called: Mapping[str, Sequence[str]]) -> str:
    if field in paths:
        return field
    found = called.get(field, ())
    if len(found) == 1:
        return found[0]
    why = f"有{len(found)}栏叫这个名称：{'、'.join(found)}" if found else ""
    raise UsageError(
        f"没有“{field}”这一栏",
        why=why,
        remedy="栏目照报告里写的写；同名的写 --format json 里的名称",
    )


def must_be_met(
    chosen: Mapping[tuple[str, str], str], met: Collection[tuple[str, str]], fields: Fields
) -> None:
    """Stop where a decision was about nothing that came back otherwise than it is.

    Raises:
        UsageError: One was.
    """
    lost = [f"{name}的{fields.label(path)}" for name, path in chosen if (name, path) not in met]
    if lost:
        more = "等" if len(lost) > _MOST_NAMED else ""
        raise UsageError(
            f"{'、'.join(lost[:_MOST_NAMED])}{more}没有要决定的，什么也没有写",
            why="交来的与材料里的一样，或者这次没有交来",
            remedy="先用 --dry-run 看一遍，照它列出来的写",
        )
