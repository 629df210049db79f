"""What stands in named fields of our own form, where the words beside them were lost or changed.

What a person sees beside a label counts first; a field's name brings back what no label is found for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.activity.model import Activity
from pipeline.collect.answering import Gathered
from pipeline.dossier.answers import Answer
from pipeline.dossier.schema import Kind
from pipeline.forms import employer_form as layout
from pipeline.tools.word.contents import Named
from pipeline.tools.word.ticks import TICKED

_COPY = re.compile(r"_Copy_\d+$")
_MOST_ITEMS = 20


def add_named(gathered: Gathered, named: Sequence[Named], activity: Activity) -> None:
    """Add what fields hold for which nothing was found beside a label."""
    known = _paths(activity)
    found: dict[str, list[Named]] = {}
    for each in named:
        path = known.get(_COPY.sub("", each.name))
        if path is not None and each.text.strip():
            found.setdefault(path, []).append(each)
    _add_ticks(gathered, found)
    for path, fields in found.items():
        if "[" in path:
            continue
        if path not in gathered.values:
            for each in fields:
                gathered.put(path, each.text, each.place)
    _add_items(gathered, found)


def _add_ticks(gathered: Gathered, found: dict[str, list[Named]]) -> None:
    """Boxes of options: `team.kind:joined`."""
    for path in [each for each in found if ":" in each]:
        fields = found.pop(path)
        field, _, key = path.partition(":")
        options = {each.key: each.label for each in gathered.fields[field].options}
        is_several = gathered.fields[field].kind is Kind.CHOICES
        known = gathered.values.get(field)
        ticked = any(TICKED in each.text for each in fields)
        if ticked and key in options and (known is None or is_several):
            said = known.text.split("\n") if known else []
            if options[key] not in said:
                text = "\n".join([*said, options[key]])
                gathered.values[field] = Answer(text, fields[0].place)


def _add_items(gathered: Gathered, found: Mapping[str, Sequence[Named]]) -> None:
    """Fields of lists: `lead.honours[0].year`; a list that was found beside labels is whole."""
    fresh = {path.partition("[")[0] for path in found if "[" in path} - set(gathered.records)
    items: dict[tuple[str, str], dict[str, Answer]] = {}
    for path, fields in found.items():
        name, _, rest = path.partition("[")
        number, _, key = rest.partition("].")
        if name in fresh:
            said = gathered.read(f"{name}.{key}", fields[0].text, fields[0].place)
            items.setdefault((name, number), {})[key] = Answer(said, fields[0].place)
    for (name, _), item in sorted(items.items(), key=lambda each: (each[0][0], int(each[0][1]))):
        gathered.records.setdefault(name, []).append(item)


@lru_cache(maxsize=4)
def _names_of(blanks: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path, options in blanks:
        for each in _all_paths(path, options):
            for name in (layout.field_name(each), layout.bookmark_name(each), each):
                found[name] = each
    return found


def _paths(activity: Activity) -> Mapping[str, str]:
    """Paths by the names of fields and bookmarks, and by themselves, as tags of controls have them."""
    return _names_of(
        tuple(
            (each.path, tuple(option.key for option in layout.field_of(activity, each).options))
            for each in layout.blanks_of(activity)
        )
    )


def _all_paths(path: str, options: Sequence[str]) -> Iterator[str]:
    if "[]" in path:
        yield from (path.replace("[]", f"[{number}]") for number in range(_MOST_ITEMS))
        return
    yield path
    yield from (f"{path}:{key}" for key in options)
