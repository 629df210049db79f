"""Commands for the employers' part: `kit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import FOLDER, output_option, settings_of
from pipeline.cli.saying import say
from pipeline.errors import ExitCode


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--employer",
    "employers",
    metavar="NAME",
    multiple=True,
    help="只做这家单位的，可多次使用；材料里还没有的单位，做一份填好单位名称的空白包。",
)
@click.option(
    "--blank",
    type=click.IntRange(1, 500),
    help="做几份不写单位名称的空白包；没有写 --employer 的，只做这几份。",
)
@output_option
def kit(folder: Path, employers: Sequence[str], blank: int | None, output: Path) -> ExitCode:
    """给每个第一完成单位做收集包：填写用提名书、填报表、附件文件夹、填报说明，另压缩成一个文件。"""
    made = run.kit(folder, settings_of(output, None), employers=employers, blank=blank or 0)
    for name in made.set_aside:
        say(f"· 你改过的文件另存为“{name}”，没有覆盖。")
    for name in made.left_out:
        say(f"! “{name}”太大或打不开，没有放进收集包。")
    if made.unnamed:
        say(f"! {'、'.join(made.unnamed)}没有填写第一完成单位，没有放进收集包；填写后再执行一次。")
    for each in made.kits:
        click.echo(run.fit_to_print(made.folder / f"{each.name}.zip"))
    say(f"✓ {made.folder}：做好{len(made.kits)}个收集包，每个单位一个文件夹和一个压缩文件。")
    return ExitCode.OK


COMMANDS = (kit,)
