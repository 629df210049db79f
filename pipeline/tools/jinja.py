"""The Jinja environments: strict, escaping, sandboxed.  Data is never a template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import BaseLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

Finalize = Callable[[Any], Any]
"""Turns a value of a template into what is printed, e.g. a `Sentence` into marked-up text."""


def make_environment(
    finalize: Finalize, loader: BaseLoader | None = None
) -> ImmutableSandboxedEnvironment:
    """An environment in which a missing name is an error and every value is escaped.

    `finalize` returns `markupsafe.Markup` for what is markup already; all else is escaped.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.globals.clear()
    return environment
