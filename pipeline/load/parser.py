"""One parser for both forms of a dossier: the raw tree in, the values of `models` out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.findings import Source
from pipeline.dossier.schema import Field, Kind
from pipeline.load import values
from pipeline.load.faults import Notes, UnreadableError, nearest
from pipeline.load.raw import Branch, Broken, Items, Node, Scalar, nominations_of

Model = TypeVar("Model")

_PERSONS = (models.Person, models.Lead, models.Contributor)


def parse(
    tree: Branch, activity: Activity, notes: Notes, *, placed: Callable[[str], str]
) -> models.Dossier:
    """The dossier that a raw tree holds.

    Args:
        tree: The whole dossier.
        activity: Says which fields there are.
        notes: Takes the sources and what cannot be read.
        placed: Gives the path, relative to the folder, of a file that was named.
    """
    return _Parser(activity, notes, placed).record(models.Dossier, tree, "")


def note_ids(tree: Branch, notes: Notes) -> None:
    """Learn the nominations' ids first, so that findings can name them."""
    seen: dict[str, int] = {}
    for index, branch in nominations_of(tree):
        node = branch.items.get("id")
        if not isinstance(node, Scalar) or not (name := values.id_in(node)):
            continue
        notes.ids[index] = name
        if name in seen:
            notes.error(
                f"nominations[{index}].id",
                UnreadableError(f"编号{name}与前面的项目重复", "给每个项目一个不同的编号"),
                node.source,
            )
        seen.setdefault(name, index)


_READERS: Mapping[Kind, Callable[[Scalar, Field], Any]] = {
    Kind.DATE: lambda scalar, _: values.read_date(scalar),
    Kind.YES_NO: values.read_yes_no,
    Kind.INTEGER: lambda scalar, _: values.read_integer(scalar),
    Kind.CHOICE: lambda scalar, field: _member(field, values.read_choice(scalar, field)),
}


class _Parser:
    """Reads records by the fields of the schema; keeps no state but the notes."""

    def __init__(self, activity: Activity, notes: Notes, placed: Callable[[str], str]) -> None:
        self.activity, self.notes, self.placed = activity, notes, placed

    def record(self, model: type[Model], node: Node, path: str) -> Model:
        """A record; one that is no map is a finding, and comes out empty."""
        if not isinstance(node, Branch):
            self._refuse(node, path, UnreadableError("这里应是一组内容", "按说明分项填写"))
            return model()
        self._note_homes(node, path)
        fields = self.activity.fields(model, path)
        self._name_unknown(node, fields, path)
        found: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for each in fields:
            below = node.items.get(each.key)
            if below is None:
                continue
            value = self._value(model, each, below, f"{path}.{each.key}".lstrip("."))
            if value is not None:
                (extra if each.extra else found)[each.key] = value
        if extra:
            found["extra"] = extra
        return model(**found)

    def _note_homes(self, node: Branch, path: str) -> None:
        if node.source.line:
            self.notes.homes[path] = node.source
        for below, source in node.homes.items():
            self.notes.homes[f"{path}.{below}".strip(".")] = source

    def _name_unknown(self, node: Branch, fields: tuple[Field, ...], path: str) -> None:
        known = {each.key: each.label for each in fields}
        for key, below in node.items.items():
            if key in known:
                continue
            by_label = [name for name, label in known.items() if label == key]
            hint = by_label[0] if by_label else nearest(key, known)
            self.notes.error(
                f"{path}.{key}".lstrip("."),
                UnreadableError(
                    f"没有“{key}”这一项",
                    f"改为“{hint}”" if hint else f"从中选用：{'、'.join(known)}",
                ),
                below.source,
            )

    def _value(self, model: type, field: Field, node: Node, path: str) -> Any:
        match field.kind:
            case Kind.RECORD:
                assert field.model is not None  # noqa: S101 - how the schema declares records
                return self.record(field.model, node, path)
            case Kind.RECORDS:
                return self._records(field, node, path)
            case Kind.TEXTS | Kind.FILES | Kind.CHOICES:
                return self._several(field, node, path)
        return self._one(model, field, node, path)

    def _records(self, field: Field, node: Node, path: str) -> tuple[Any, ...] | None:
        assert field.model is not None  # noqa: S101 - how the schema declares records
        nodes = node.items if isinstance(node, Items) else [node]
        if node.source.line:
            self.notes.homes[path] = node.source
        found: list[Any] = []
        for index, each in enumerate(nodes):
            here = f"{path}[{index}]"
            self.notes.sources[here] = each.source
            found.append(self.record(field.model, each, here))
        return tuple(found)

    def _one(self, model: type, field: Field, node: Node, path: str) -> Any:
        if isinstance(node, Items) and not node.items:
            return None
        if not isinstance(node, Scalar):
            self._refuse(node, path, UnreadableError("这里只能填一个值", "改为一个值"))
            return None
        try:
            value = self._read(model, field, node)
        except UnreadableError as unreadable:
            self._refuse(node, path, unreadable, label=field.label)
            return None
        if value is not None:
            self.notes.sources[path] = node.source
        return value

    def _read(self, model: type, field: Field, scalar: Scalar) -> Any:
        reader = _READERS.get(field.kind)
        if reader is not None:
            return reader(scalar, field)
        if field.kind is Kind.FILE:
            return self._only(values.read_paths([values.as_typed(scalar)]))
        is_person = model in _PERSONS and field.key == "name"
        text = values.read_text(scalar, field, is_person=is_person)
        if text is not None and model is models.FieldOfWork:
            return self._terms.get(field.key, {}).get(values.plain_name(text), text)
        return text

    def _only(self, named: tuple[str, ...]) -> str | None:
        if len(named) > 1:
            raise UnreadableError(f"这里只能有一个文件，现有{len(named)}个", "只留一个")
        return self.placed(named[0]) if named else None

    def _several(self, field: Field, node: Node, path: str) -> tuple[Any, ...]:
        nodes = node.items if isinstance(node, Items) else [node]
        found: dict[Any, Source] = {}
        for each in nodes:
            if not isinstance(each, Scalar):
                self._refuse(each, path, UnreadableError("列表里只能是文字", "逐项填写文字"))
                continue
            for value in self._items_of(field, each, path):
                found.setdefault(value, each.source)
        if field.kind is Kind.CHOICES:
            found = {key: found[key] for key in _in_order(field, found)}
        for index, source in enumerate(found.values()):
            self.notes.sources.setdefault(path, source)
            self.notes.sources[f"{path}[{index}]"] = source
        return tuple(found)

    def _items_of(self, field: Field, scalar: Scalar, path: str) -> Iterator[Any]:
        """The items that one scalar gives; those that cannot be read become findings."""
        try:
            texts = [values.as_typed(scalar)]
            if field.kind is Kind.CHOICES:
                yield from (_member(field, key) for key in values.read_choices(texts, field))
            elif field.kind is Kind.TEXTS:
                yield from values.read_texts(texts, field)
        except UnreadableError as unreadable:
            self._refuse(scalar, path, unreadable, label=field.label)
            return
        if field.kind is Kind.FILES:
            for each in values.read_paths(texts):
                try:
                    yield self.placed(each)
                except UnreadableError as unreadable:
                    self._refuse(scalar, path, unreadable, label=field.label)

    def _refuse(
        self, node: Node, path: str, unreadable: UnreadableError, *, label: str = ""
    ) -> None:
        if isinstance(node, Broken):
            unreadable = UnreadableError(node.message, node.remedy)
        if label:
            unreadable = UnreadableError(
                f"{label}：{unreadable.message}", unreadable.remedy, rule=unreadable.rule
            )
        self.notes.error(path, unreadable, node.source)

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[str, str]]:
        """The terms of the taxonomy by level, under their plain names."""
        first = self.activity.taxonomy.level1
        second = [two for one in first for two in one.level2]
        names = {
            "level1": [each.name for each in first],
            "level2": [each.name for each in second],
            "level3": [name for each in second for name in each.level3],
        }
        return {
            level: {values.plain_name(each): each for each in terms}
            for level, terms in names.items()
        }


def _member(field: Field, key: str | None) -> Any:
    """An option as the model holds it: a member of its enum, or a key that the activity named."""
    if key is None or field.choices is None:
        return key
    return {member.value: member for member in field.choices}.get(key, key)


def _in_order(field: Field, found: Mapping[Any, Source]) -> Iterator[Any]:
    for option in field.options:
        member = _member(field, option.key)
        if member in found:
            yield member
