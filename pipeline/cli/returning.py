"""Commands for signed paper: `receive`, `upload`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import run
from pipeline.cli.options import ANY, FOLDER, format_option, one_of, unmarked_option, with_jobs
from pipeline.cli.saying import progress_line, say
from pipeline.errors import ExitCode
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.receive import Received


@click.command()
@click.argument("out", metavar="OUTDIR", type=ANY)
@click.argument("scans", metavar="SCAN...", type=ANY, nargs=-1)
@click.option(
    "--watch",
    metavar="FOLDER",
    type=FOLDER,
    help="守着扫描仪存文件的文件夹，来一份收一份，按Ctrl+C结束。",
)
@click.option("--accept", metavar="ID", help="人工认定报告里写着这个编号的地方有效。")
@click.option("--refuse", metavar="ID", help="人工认定这个编号的地方不行，要重新签字、盖章或打印。")
@click.option("--undo", metavar="ID", help="撤销对这个编号的认定。")
@click.option("--by", default="", metavar="NAME", help="谁认定（撤销）的。")
@click.option("--why", default="", metavar="TEXT", help="认定（撤销）的理由。")
@unmarked_option
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
@format_option
def receive(out: Path, scans: Sequence[Path], shape: str, **options: Any) -> ExitCode:
    """收回签字盖章的扫描件：认出每一页，看签字、印章齐不齐，说明还差什么、向谁要。"""
    settings = with_jobs(Settings(unmarked=options["unmarked"]), options["jobs"])
    one_of(SCAN=scans, **{f"--{name}": options[name] for name in ("watch", *_ANSWERS)})
    if answer := next((each for each in _ANSWERS if options[each]), None):
        said = {"by": options["by"], "why": options["why"]}
        found = run.decide(out, options[answer], settings, answer=answer, **said)
        say(run.fit_to_show(f"✓ 已记下：{found.said_of(options[answer])}。"))
    elif options["watch"]:
        say(f"正在守着“{options['watch']}”，存进来的扫描件会自动收回；按Ctrl+C结束。")
        with progress_line() as progress:
            for found in run.watch(out, options["watch"], settings, progress):
                _say_of_scans(found)
                say(f"  {found.summary}。")
    else:
        with progress_line() as progress:
            found = run.receive(out, scans, settings, progress)
        _say_of_scans(found)
    click.echo(run.fit_to_show(found.json() if shape == "json" else found.text()))
    say(f"报告：{found.report}")
    return found.exit_code


@click.command()
@click.argument("out", metavar="OUTDIR", type=ANY)
@click.option("--dossier", metavar="DIR", type=FOLDER, help="材料文件夹，默认为生成时的那个。")
@click.option(
    "--max-mb",
    type=click.FloatRange(min=0.1),
    help="每个文件不超过多少MB，超过的压缩图片（扫描件不低于200 dpi）；不写则不压缩。",
)
@click.option(
    "--done", is_flag=True, help="附件和填报内容已在网上系统提交，记下来，进度里算作已上传。"
)
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
@format_option
def upload(out: Path, shape: str, **options: Any) -> ExitCode:
    """制作网上系统要上传的附件，和逐项复制粘贴的填报对照表；没有齐的说明还差什么。"""
    settings = with_jobs(Settings(upload_mb=options["max_mb"]), options["jobs"])
    folder, done = options["dossier"], options["done"]
    with progress_line() as progress:
        kit = run.upload(out, settings, progress, folder=folder, done=done)
    click.echo(run.fit_to_show(kit.json() if shape == "json" else kit.text()))
    say(f"填报对照表：{kit.page}")
    if done:
        say("✓ 已记下：附件和填报内容已提交。")
    return kit.exit_code


def _say_of_scans(found: Received) -> None:
    for said in found.problems:
        say(f"✗ {said}")
    known = f"，{found.known}个以前收过，没有重复计算" if found.known else ""
    if found.fresh or found.known:
        say(f"· 新收到{found.fresh}个文件{known}。")


_ANSWERS = ("accept", "refuse", "undo")
"""Options that say what a person decides on a place."""

COMMANDS = (receive, upload)
