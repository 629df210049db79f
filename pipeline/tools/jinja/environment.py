"""Jinja environments: strict, escaping, sandboxed.  Data is never a template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

Finalize = Callable[..., Any]
"""Turns a value of a template into what is printed, e.g. a `Sentence` into marked-up text; one that is
marked by `pass_context` gets the template's context first."""


def _as_it_is(value: Any) -> Any:
    return value


def make_environment(
    *folders: Path, finalize: Finalize = _as_it_is, **filters: Callable[..., Any]
) -> ImmutableSandboxedEnvironment:
    """An environment in which a missing name is an error and every value is escaped.

    Args:
        folders: Where templates are looked for by name, the first that has it wins.
        finalize: Gives `markupsafe.Markup` for what is markup already; all else is escaped.
        filters: What templates may apply to values, by name.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders) if folders else None,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals.clear()
    environment.filters |= filters
    return environment
