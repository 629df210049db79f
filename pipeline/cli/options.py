"""Options that commands share, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.errors import UsageError
from pipeline.settings import UNMARKED, Settings

Callback = TypeVar("Callback", bound=Callable[..., Any])

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
ANY = click.Path(path_type=Path)


def installed() -> str:
    """The activities that are installed, as a list in a sentence."""
    return "、".join(Settings().activity_ids()) or "无"


class ActivityOption(click.Option):
    """An option whose help lists the activities that are installed."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Option and help, with the activities in it; looked up when help is asked for."""
        record = super().get_help_record(ctx)
        listed = f"{self.help}现有：{installed()}。"
        return record and (record[0], record[1].replace(self.help or "", listed, 1))


output_option = click.option(
    "-o", "--output", type=FOLDER, default=Path("output"), show_default=True, help="输出文件夹。"
)

activity_option = click.option(
    "--activity",
    cls=ActivityOption,
    metavar="ID",
    show_default="填报期正开着的，或最近一次",
    help="活动（年度通知）的代号。",
)

format_option = click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="结果的形式：文字、JSON。",
)

unmarked_option = click.option(
    "--unmarked",
    type=click.Choice(UNMARKED),
    show_default="上次说的，没有说过则为scan",
    help="不用签字盖章的页：scan要收回扫描件，print没有收回的用打印件。",
)

_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")
"""How a day may be written; noughts in front may be left out."""


def day_option(name: str, **named: Any) -> Callable[[Callback], Callback]:
    """An option that gives a `date`."""
    return click.option(
        name,
        metavar="DATE",
        type=click.DateTime(_DAYS),
        callback=lambda _ctx, _param, value: value and value.date(),
        **named,
    )


folders_argument = click.argument("folders", metavar="DIR...", type=FOLDER, nargs=-1, required=True)


def settings_of(output: Path, jobs: int | None, **options: Any) -> Settings:
    """The settings of a run that writes into an output folder."""
    return with_jobs(Settings(out=output, **options), jobs)


def with_jobs(settings: Settings, jobs: int | None) -> Settings:
    """The same settings, with as many processes as were asked for."""
    return replace(settings, jobs=jobs) if jobs else settings


def one_of(**given: object) -> None:
    """Refuse what cannot be done in one run."""
    named = [name for name, value in given.items() if value]
    if len(named) > 1:
        raise UsageError(f"{'、'.join(named)}不能同时写", remedy="分几次做")
