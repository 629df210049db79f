"""Commands for the employers' part: `kit`, `collect`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline import run
from pipeline.cli.options import ANY, FOLDER, format_option, output_option, settings_of
from pipeline.cli.saying import progress_line, say
from pipeline.errors import ExitCode
from pipeline.settings import Settings


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
    settings = settings_of(output, None)
    with progress_line() as progress:
        made = run.kit(folder, settings, progress, employers=employers, blank=blank or 0)
    for name in made.set_aside:
        say(f"· 您改过的文件另存为“{name}”，没有覆盖。")
    for name in made.left_out:
        say(f"! “{name}”太大或打不开，没有放进收集包。")
    if made.unnamed:
        say(f"! {'、'.join(made.unnamed)}没有填写第一完成单位，没有放进收集包；填写后再执行一次。")
    for each in made.kits:
        click.echo(run.fit_to_print(made.folder / f"{each.name}.zip"))
    say(f"✓ {made.folder}：做好{len(made.kits)}个收集包，每个单位一个文件夹和一个压缩包。")
    return ExitCode.OK


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("returned", metavar="RETURNED...", type=ANY, nargs=-1, required=True)
@click.option(
    "--take",
    type=click.Choice(["theirs", "ours"]),
    help="同一栏材料里改过、交来的又不同时：theirs用交来的，ours用材料里的；不写则列出来，不改动。",
)
@click.option(
    "--theirs",
    metavar="ID:FIELD",
    multiple=True,
    help="这一处用交来的，例如 P01:项目名称，可多次使用。",
)
@click.option("--ours", metavar="ID:FIELD", multiple=True, help="这一处用材料里的，可多次使用。")
@click.option(
    "--leave",
    metavar="SOURCE",
    multiple=True,
    help="这一份（报告里“←”后面的名称）不收，可多次使用。",
)
@click.option("--dry-run", "dry", is_flag=True, help="只说明会收进什么，什么也不写。")
@format_option
def collect(folder: Path, returned: Sequence[Path], shape: str, **decided: Any) -> ExitCode:
    """把单位交回的提名书（Word）、工作簿、照片、证书和压缩包收进材料，说明新填、更改、没有读取和还差谁的。"""
    with progress_line() as progress:
        found = run.collect(folder, returned, Settings(), progress, run.wishes(**decided))
    click.echo(run.fit_to_show(found.json() if shape == "json" else found.text()))
    if found.is_dry:
        say("只看了一遍，什么也没有写。")
    if found.earlier:
        say(f"工作簿已写好；收集以前的另存为“{found.earlier.name}”。")
    if found.files:
        say(f"放进“附件”的照片、证书等{found.files}个。")
    return found.exit_code


COMMANDS = (kit, collect)
