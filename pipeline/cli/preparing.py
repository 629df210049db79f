"""Commands before there is paper: `new`, `check`, `status`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import run
from pipeline.cli.options import (
    FILE,
    FOLDER,
    activity_option,
    folders_argument,
    format_option,
    output_option,
    settings_of,
)
from pipeline.cli.saying import give, say, say_of_open
from pipeline.errors import ExitCode, UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.check import Review


KINDS = ("city", "industry", "provincial_society", "other_society")


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--kind",
    required=True,
    type=click.Choice(KINDS),
    help="单位类别：设区市总工会、省产业工会、省级社会组织、其他社会组织。",
)
@activity_option
def new(folder: Path, kind: str, activity: str | None) -> ExitCode:
    """新建材料文件夹：带下拉选项和字数统计的工作簿，放照片和证书的文件夹，简要说明。"""
    run.new(folder, kind, activity, Settings())
    say(f"已建立“{folder}”。请先看其中的“使用说明.txt”，再填写 dossier.xlsx。")
    return ExitCode.OK


@click.command()
@folders_argument
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="结果的形式：文字、JSON、网页。",
)
@click.option("-o", "--output", type=FILE, help="结果写入文件，不显示在屏幕上。")
@click.option(
    "--annotate",
    "copy",
    type=FILE,
    metavar="FILE.xlsx",
    help="另存一份带批注的工作簿：问题单元格涂色，写明处理办法，第一张表列出全部问题。",
)
@click.option("--no-files", is_flag=True, help="不打开照片和证书，只检查填写的内容。")
@click.option(
    "--employer",
    is_flag=True,
    help="第一完成单位自己的材料：不检查提名单位的名额、比例、公示等。",
)
def check(
    folders: Sequence[Path], shape: str, output: Path | None, copy: Path | None, **options: bool
) -> ExitCode:
    """按通知的每一项条件检查材料，一次列出全部问题；几个文件夹之间也互相核对。"""
    say_of_open(folders)
    review = _review(run.distinct(folders), copy, **options)
    color = output is None and sys.stdout.isatty()
    text = run.show_review(review, shape, color=color, folder=output.parent if output else None)
    give(text, output)
    if output or shape == "json":
        _say_unchecked(review)
    if options["no_files"]:
        say("! 没有打开照片、证书和视频，它们的内容没有检查。")
    return ExitCode.FINDINGS if review.errors else ExitCode.OK


@click.command()
@folders_argument
@output_option
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="按这一天来看，默认为今天。",
)
@format_option
def status(folders: Sequence[Path], output: Path, day: datetime | None, shape: str) -> ExitCode:
    """全年进度：每一阶段已完成什么、还差什么，下一步做什么，最晚哪一天。"""
    say_of_open(folders)
    on = (day or datetime.now().astimezone()).date()
    found = run.status(run.distinct(folders), settings_of(output, None), on=on)
    click.echo(run.fit_to_show(run.show_status(found, shape)))
    return ExitCode.OK


def _review(
    folders: Sequence[Path], copy: Path | None, *, no_files: bool, employer: bool
) -> Review:
    own = True if employer else None
    if copy is None:
        return run.check(folders, Settings(), files=not no_files, employer=own)
    if len(folders) > 1:
        raise UsageError("--annotate 一次只能用于一个材料文件夹", remedy="一个一个文件夹做")
    review, aside = run.annotate(folders[0], copy, Settings(), files=not no_files, employer=own)
    if aside:
        say(f"· 原有的“{copy.name}”已改名为“{aside.name}”，没有覆盖。")
    say(f"批注已写入“{copy}”，原来的工作簿没有改动。")
    return review


def _say_unchecked(review: Review) -> None:
    for said in dict.fromkeys(each.unchecked for each in review.dossiers if each.unchecked):
        say(f"! {said}。")


COMMANDS = (new, check, status)
