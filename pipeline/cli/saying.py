"""What is said to the person at the screen: lines, progress, how a command failed."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import run
from pipeline.errors import ExitCode

if TYPE_CHECKING:
    from pipeline.make.built import Progress


VERBOSE = frozenset({"-v", "--verbose"})
"""Understood anywhere on the line."""


def say(text: str) -> None:
    """A message for the person at the screen; results go to stdout instead."""
    with suppress(OSError):  # nobody is there any more: the terminal was closed
        click.echo(run.fit_to_print(text), err=True)


def say_of_open(folders: Sequence[Path]) -> None:
    """Say which workbooks are open elsewhere, before what was read in them is told of."""
    for said in run.said_of_open(folders):
        say(f"! {said}。")


def give(text: str, output: Path | None) -> None:
    """A result, on the screen or into a file."""
    if output is None:
        click.echo(text)
    else:
        run.save(text, output)
        say(f"结果已写入“{output}”。")


def fail(
    text: str, code: ExitCode, *, verbose: bool = False, error: Exception | None = None
) -> ExitCode:
    """Say how a command failed; what it ends with.  The trace is that of `error`, or of what is handled."""
    if verbose:
        trace = "".join(traceback.format_exception(error)) if error else traceback.format_exc()
        say(run.fit_to_show(trace))
    say(run.fit_to_show(f"✗ {text}"))
    return code


def is_verbose() -> bool:
    """Whether technical details were asked for."""
    return not VERBOSE.isdisjoint(sys.argv)


@contextmanager
def progress_line() -> Iterator[Progress]:
    """A progress line on a terminal; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _all: None
        return

    def show(what: str, done: int, total: int) -> None:
        filled = round(24 * done / total) if total else 24
        bar = "█" * filled + "░" * (24 - filled)
        click.echo(f"\r\x1b[K{what} {bar} {done}/{total}", err=True, nl=False)

    try:
        yield show
    finally:
        clear_progress()


def clear_progress() -> None:
    """Make room for a message where a progress line stands."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)


def speak_utf8() -> None:
    """Chinese comes out right on a Windows console and in a pipe, whatever the code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
