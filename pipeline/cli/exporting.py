"""Commands of `archive` for what goes out of the register and comes into it: labels, exports, the disposal list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline import run
from pipeline.cli.keeping import (
    Command,
    archive,
    by_option,
    register_option,
    settings_for,
    tell,
    waiting,
)
from pipeline.cli.options import FILE, FOLDER, format_option
from pipeline.cli.saying import progress_line, say
from pipeline.errors import ExitCode, UsageError

_OPEN = "· 压缩包里有身份证号等个人信息，没有加密，只交给应当看的人；加 --password 可以设密码。"
_LOCKED = (
    "· 压缩包设了密码，文件名不加密；密码另用电话等告诉对方，没有密码谁也打不开。"
    "Windows自带的解压打不开，请用7-Zip、WinRAR等。"
)
THICKNESSES = ("20", "30", "40", "50")


def _which_papers(command: Command) -> Command:
    """Options that say which papers are meant; all without any."""
    for option in (
        click.option("--number", metavar="TEXT", help="档号，或它的开头。"),
        click.option("--box", metavar="TEXT", help="盒。"),
        click.option("--year", type=int, help="年度。"),
        click.option("--unit", metavar="TEXT", help="提名单位。"),
        click.option("--dossier", metavar="TEXT", help="材料名称。"),
        click.option("--person", metavar="TEXT", help="第一完成人。"),
    ):
        command = option(command)
    return command


@archive.command()
@click.option(
    "-o", "--output", type=FOLDER, default=Path("标签"), show_default=True, help="写到哪个文件夹。"
)
@click.option(
    "--thickness",
    type=click.Choice(THICKNESSES),
    default="30",
    show_default=True,
    help="档案盒的厚度，毫米。",
)
@click.option("--stamps", is_flag=True, help="还要每件文书首页的归档章。")
@_which_papers
@register_option
@format_option
def labels(output: Path, register: Path, shape: str, **options: Any) -> ExitCode:
    """制作档案盒的盒脊、封面和归档章，打印后使用；不写条件则为全部文书。"""
    thick, stamps = int(options.pop("thickness")), options.pop("stamps")
    made = run.archive_labels(
        settings_for(register), output, thick_mm=thick, stamps=stamps, **options
    )
    return tell(made, shape)


@archive.command()
@click.argument("target", metavar="FILE", type=FILE)
@click.option("--name", default="", metavar="TEXT", help="叫什么，默认用单位和活动的名称。")
@click.option(
    "--password", "encrypt", is_flag=True, help="压缩包设密码（AES-256），执行后输入，不显示。"
)
@_which_papers
@register_option
@format_option
def export(target: Path, register: Path, shape: str, *, encrypt: bool, **options: Any) -> ExitCode:
    """导出：FILE是.xlsx的为归档文件目录，是.zip的为别的单位不装程序也能看的压缩包。"""
    is_zip = target.suffix.casefold() != ".xlsx"
    if encrypt and not is_zip:
        raise UsageError("目录（.xlsx）不设密码", remedy="去掉 --password，或导出.zip")
    password = _new_password() if encrypt else ""
    with progress_line() as progress:
        made = run.archive_export(
            settings_for(register), target, progress, password=password, **options
        )
    if is_zip:
        say(_LOCKED if encrypt else _OPEN)
    return tell(made, shape)


@archive.command("import")
@click.argument("source", metavar="FILE.zip", type=FILE)
@click.option("--renumber", is_flag=True, help="不用对方的档号，接着本登记簿的编。")
@click.option("--password", "locked", is_flag=True, help="压缩包设了密码，执行后输入，不显示。")
@by_option
@register_option
@format_option
def import_papers(
    source: Path, register: Path, shape: str, *, locked: bool, **options: Any
) -> ExitCode:
    """导入别的单位导出的压缩包：每个文件都核对，重复导入没有妨碍，有冲突的一件也不导入。"""
    options["password"] = click.prompt("压缩包的密码", hide_input=True, err=True) if locked else ""
    return tell(run.archive_import(settings_for(register), source, waiting, **options), shape)


@archive.command()
@click.argument("proposal", metavar="N", type=click.IntRange(1))
@click.option(
    "-o",
    "--output",
    type=FOLDER,
    default=Path("output"),
    show_default=True,
    help="写到哪个文件夹，清册在里面单有一个文件夹。",
)
@register_option
@format_option
def appraise(proposal: int, output: Path, register: Path, shape: str) -> ExitCode:
    """制作第N号提请的销毁清册（Word、PDF）：打印、签字、盖章、扫描，用 receive 收回，再登记批准。"""
    made = run.archive_appraise(settings_for(register), proposal, output)
    say(f"· 签字盖章后扫描，先 wuxiao receive {made.folder} 扫描件，")
    say(f"  再 wuxiao archive dispose --approved {proposal} --proof {made.folder}")
    return tell(made, shape)


def _new_password() -> str:
    password: str = click.prompt(
        f"设一个密码（至少{run.SHORTEST_PASSWORD}位）",
        hide_input=True,
        confirmation_prompt="再输入一遍",
        err=True,
    )
    run.must_be_long_enough(password)
    return password


COMMANDS = (archive,)
"""`archive`, with all that it does."""
