"""What a template names, checked against what there is, before anything is built.

The template's syntax tree is walked with a specimen context (every list has one item), so that
`{{ nomination.lead.nmae }}` is found in every branch and loop, whatever the data.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from pipeline.errors import TemplateError
from pipeline.tools.jinja.complaints import complaint, nearest

_UNKNOWN = object()
"""A value the walk cannot follow, e.g. a filter's result or a macro's argument."""


class Misspelt(NamedTuple):
    """A placeholder that names nothing: its words, the nearest right ones or "", and its place."""

    name: str
    nearest: str
    place: str = ""


def line_of_file(line: int) -> str:
    """Where a line of a template's file is, as a clerk reads it."""
    return f"第{line}行"


def find_misspelt(
    source: str,
    specimen: Mapping[str, Any],
    environment: Environment,
    *,
    where: str,
    place: Callable[[int], str] = line_of_file,
) -> list[Misspelt]:
    """The placeholders of a template's source that name nothing: fields, filters, tests.

    Args:
        source: Jinja source.
        specimen: A context in which every list has an item.
        environment: The environment it will be rendered in; it has no names of its own.
        where: The file, for messages.
        place: Where a line of the source stands in the file.

    Raises:
        TemplateError: The source is not Jinja.
    """
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        found = complaint(error, environment)
        raise TemplateError(
            f"{place(error.lineno)}{found.what}", where=where, remedy=found.remedy
        ) from error
    walk = _Walk(specimen, environment, place)
    walk.visit(tree, {"self": _UNKNOWN, "super": _UNKNOWN})
    return walk.misspelt


def refuse_misspelt(misspelt: Sequence[Misspelt], *, where: str) -> None:
    """Stop on a misspelt placeholder.

    Raises:
        TemplateError: Names the file, every wrong placeholder, and the nearest right name.
    """
    if not misspelt:
        return
    listed = "；".join(
        f"{each.place}“{{{{ {each.name} }}}}”"
        + (f"（是否应为“{{{{ {each.nearest} }}}}”）" if each.nearest else "")
        for each in dict.fromkeys(misspelt)
    )
    raise TemplateError(
        f"模板中有不认识的占位符：{listed}",
        where=where,
        remedy="改正后再试，字段名见手册“模板字段”一节",
    )


class _Walk:
    """Follows names through a template.  `scope` maps local names to specimen values."""

    def __init__(
        self, specimen: Mapping[str, Any], environment: Environment, place: Callable[[int], str]
    ) -> None:
        self._specimen = specimen
        self._environment = environment
        self._place = place
        self.misspelt: list[Misspelt] = []

    def visit(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        match node:
            case nodes.For():
                self._loop(node, scope)
            case nodes.Macro() | nodes.CallBlock():
                self._macro(node, scope)
            case nodes.Assign():
                scope |= _assigned(node.target, self.value(node.node, scope))
            case nodes.AssignBlock():
                for child in [*node.body, *([node.filter] if node.filter else [])]:
                    self.visit(child, scope)
                scope |= _assigned(node.target, _UNKNOWN)
            case nodes.With():
                self._with(node, scope)
            case nodes.Import(target=name):
                scope[name] = _UNKNOWN
            case nodes.FromImport(names=names):
                scope |= {each[1] if isinstance(each, tuple) else each: _UNKNOWN for each in names}
            case nodes.Expr():
                self.value(node, scope)
            case _:
                self._children(node, scope)

    def _children(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        for child in node.iter_child_nodes():
            self.visit(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, Any]) -> None:
        inner = {**scope, "loop": _UNKNOWN}
        items = self.value(node.iter, scope)
        item = _first(items)
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = item
        else:
            for position, name in enumerate(node.target.find_all(nodes.Name)):
                inner[name.name] = _item(item, position)
        for child in [*node.body, *node.else_, *([node.test] if node.test else [])]:
            self.visit(child, inner)

    def _with(self, node: nodes.With, scope: dict[str, Any]) -> None:
        inner = dict(scope)
        for target, expression in zip(node.targets, node.values, strict=True):
            inner |= _assigned(target, self.value(expression, scope))
        for child in node.body:
            self.visit(child, inner)

    def _macro(self, node: nodes.Macro | nodes.CallBlock, scope: dict[str, Any]) -> None:
        if isinstance(node, nodes.Macro):
            scope[node.name] = _UNKNOWN
        arguments = {argument.name: _UNKNOWN for argument in node.args}
        inner = {**scope, **arguments, "caller": _UNKNOWN, "varargs": _UNKNOWN, "kwargs": _UNKNOWN}
        if isinstance(node, nodes.CallBlock):
            self.value(node.call, scope)
        for child in [*node.defaults, *node.body]:
            self.visit(child, inner)

    def value(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """The specimen value of an expression, or `_UNKNOWN`; notes what it names."""
        match node:
            case nodes.Name():
                return self._name(node, scope)
            case (
                nodes.Getattr(node=inner, attr=attr)
                | nodes.Getitem(node=inner, arg=nodes.Const(value=str() as attr))
            ):
                return self._attribute(node, self.value(inner, scope), attr)
            case nodes.Call(node=nodes.Getattr(attr=method) as target):
                for argument in (*node.args, *(each.value for each in node.kwargs)):
                    self.value(argument, scope)
                found = self.value(target, scope)
                return _UNKNOWN if node.kwargs else _call(found, method, node.args)
            case nodes.Getitem(node=inner, arg=nodes.Const(value=int())):
                return _first(self.value(inner, scope))
            case nodes.Or(left=left, right=right):
                first = self.value(left, scope)
                self.value(right, scope)
                return first
            case nodes.Filter(name=name):
                self._helper(node, f"… | {name}", name, self._environment.filters)
            case nodes.Test(name=name):
                self._helper(node, f"… is {name}", name, self._environment.tests)
        for child in node.iter_child_nodes():
            self.visit(child, scope)
        return _UNKNOWN

    def _helper(self, node: nodes.Expr, words: str, name: str, known: Iterable[str]) -> None:
        if name not in known:
            near = nearest(name, known)
            right = words.removesuffix(name) + near if near else ""
            self.misspelt.append(Misspelt(words, right, self._place(node.lineno)))

    def _name(self, node: nodes.Name, scope: dict[str, Any]) -> Any:
        name = node.name
        if name in scope:
            return scope[name]
        if name in self._specimen:
            return self._specimen[name]
        self._problem(node, name, "", list(self._specimen))
        return _UNKNOWN

    def _attribute(self, node: nodes.Getattr | nodes.Getitem, owner: Any, attr: str) -> Any:
        if owner is _UNKNOWN:
            return _UNKNOWN
        path = _path(node.node)
        try:
            return getattr(owner, attr)
        except AttributeError:
            self._problem(node, attr, path, _names(owner))
            return _UNKNOWN

    def _problem(self, node: nodes.Expr, name: str, path: str, known: list[str]) -> None:
        near = nearest(name, known)
        prefix = f"{path}." if path else ""
        right = prefix + near if near else self._elsewhere(name)
        self.misspelt.append(Misspelt(prefix + name, right, self._place(node.lineno)))

    def _elsewhere(self, name: str) -> str:
        """The name that is nearest anywhere in the context, for a value looked for in the wrong place."""
        endings: dict[str, str] = {}
        for root, value in self._specimen.items():
            if not isinstance(value, str | list):
                for path in _paths(value, root):
                    endings.setdefault(path.rpartition(".")[2], path)
        near = difflib.get_close_matches(name, endings, n=1, cutoff=0.75)
        return endings[near[0]] if near else ""


def _path(node: nodes.Node) -> str:
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(node=inner, attr=attr):
            return f"{_path(inner)}.{attr}"
        case nodes.Getitem(node=inner, arg=nodes.Const(value=key)):
            return f"{_path(inner)}[{key!r}]"
        case _:
            return "…"


def _first(items: Any) -> Any:
    return items[0] if isinstance(items, list | tuple) and items else _UNKNOWN


def _assigned(target: nodes.Node, value: Any) -> dict[str, Any]:
    """The names that an assignment gives values to; those of a tuple are not followed."""
    if isinstance(target, nodes.Name):
        return {target.name: value}
    return {name.name: _UNKNOWN for name in target.find_all(nodes.Name)}


def _item(item: Any, position: int) -> Any:
    return item[position] if isinstance(item, tuple) and position < len(item) else _UNKNOWN


def _call(found: Any, method: str, arguments: list[nodes.Expr]) -> Any:
    """What a method of a view gives: `padded(3)` gives rows, `in_pairs()` pairs."""
    values = [each.value for each in arguments if isinstance(each, nodes.Const)]
    if method in {"padded", "in_pairs"} and callable(found) and len(values) == len(arguments):
        with suppress(TypeError):  # wrong arguments are told of when the template is used
            return found(*values)
    return _UNKNOWN


def _names(owner: Any) -> list[str]:
    """The names a template may use below a value of the context."""
    if hasattr(owner, "__iter__") and not isinstance(owner, str | list | tuple):
        return list(owner)
    plain = dir(str) if isinstance(owner, str) else dir(list) if isinstance(owner, list) else []
    return [name for name in dir(owner) if not name.startswith("_") and name not in plain]


def _paths(value: Any, prefix: str, depth: int = 3) -> Iterator[str]:
    """Every dotted name below a value, items of lists left out."""
    for name in _names(value) if depth else ():
        path = f"{prefix}.{name}" if prefix else name
        yield path
        if not isinstance(child := getattr(value, name, None), str | list | tuple):
            yield from _paths(child, path, depth - 1)
