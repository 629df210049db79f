"""The commands for the register of paper: `archive …`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import click

from pipeline import run
from pipeline.cli.options import ANY, FOLDER, day_option, format_option, one_of, with_jobs
from pipeline.cli.saying import progress_line, say
from pipeline.errors import ExitCode, UsageError
from pipeline.settings import REGISTER, REGISTER_VARIABLE, Settings

Command = Callable[..., Any]

PERIODS = ("none", "D10", "D30", "Y")
"""Keys of `archive.models.Period`."""

STATES = ("kept", "proposed", "approved", "disposed", "removed")
"""Keys of `archive.models.KeptState`."""


class Said(Protocol):
    """What a command came to."""

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""

    def text(self) -> str:
        """For a terminal."""

    def json(self) -> str:
        """For programs."""


@click.group()
def archive() -> None:
    """归档登记簿：签字盖章的纸质文书存放在哪里、借给了谁、保管到哪一天。

    \b
    常用步骤：
      wuxiao archive add output/材料 --box 1 --shelf 3-2   把收齐的文书归档
      wuxiao archive list 尉迟晨                           查找
      wuxiao archive lend 档号 --to 王检查 --until 2026-3-1 借出
      wuxiao archive verify                                核验每个文件
      wuxiao archive due                                   看哪些保管期满
    """


def register_option(command: Command) -> Command:
    """The option that names the register."""
    return click.option(
        "--register",
        metavar="DIR",
        type=FOLDER,
        envvar=REGISTER_VARIABLE,
        default=Path(REGISTER),
        show_default=f"环境变量 {REGISTER_VARIABLE}，没有则为 {REGISTER}",
        help="登记簿的文件夹，一个单位一个。",
    )(command)


by_option = click.option(
    "--by", default="", metavar="NAME", show_default="本机用户名", help="谁做的。"
)
_numbers_argument = click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True)


def _why_option(*, required: bool) -> Callable[[Command], Command]:
    given = {"required": True} if required else {"default": ""}
    return click.option("--why", metavar="TEXT", help="理由。", **given)


def waiting(who: str) -> None:
    """Say who works on the register."""
    say(f"· {who}正在使用登记簿，等他做完……")


def settings_for(register: Path) -> Settings:
    """The settings of a run on a register."""
    return Settings(register=register)


def tell(said: Said, shape: str) -> ExitCode:
    """Print what a command came to."""
    # The register holds no personal numbers, but digests, which the filter would take for such.
    click.echo(said.json() if shape == "json" else said.text(), nl=False)
    return said.exit_code


# ---------------------------------------------------------------- papers come in, and are found


@archive.command()
@click.argument("out", metavar="OUTDIR", type=ANY)
@click.option("--dossier", metavar="DIR", type=FOLDER, help="材料文件夹，默认为生成时的那个。")
@click.option("--fonds", metavar="CODE", show_default="上次写的", help="全宗号。")
@click.option("--agency", metavar="CODE", show_default="上次写的", help="机构（问题）代码。")
@click.option(
    "--period",
    type=click.Choice(PERIODS),
    show_default="上次写的，没有写过则为D10",
    help="档案保管期限：D10为10年，D30为30年，Y为永久，none为不定，只按通知留存。",
)
@click.option("--box", metavar="TEXT", help="放在哪个盒。")
@click.option("--shelf", metavar="TEXT", help="放在哪个架位。")
@click.option("--delivered-by", metavar="NAME", help="谁移交的。")
@day_option("--delivered-on", show_default="今天", help="哪天移交的。")
@day_option(
    "--letter-date",
    help="提名函日期；材料里没有填（在纸上手写）的，在这里写明。",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
@by_option
@register_option
@format_option
def add(out: Path, register: Path, shape: str, jobs: int | None, **options: Any) -> ExitCode:
    """把收齐的文书归档：扫描件、数据和生成记录存进登记簿，编好档号；不齐的说明还差什么。"""
    folder, by = options.pop("dossier"), options.pop("by")
    settings = with_jobs(settings_for(register), jobs)
    with progress_line() as progress:
        filed = run.archive_add(out, settings, progress, waiting, by=by, folder=folder, **options)
    return tell(filed, shape)


@archive.command("list")
@click.argument("text", metavar="[TEXT]...", nargs=-1)
@click.option("--number", metavar="TEXT", help="档号，或它的开头。")
@click.option("--person", metavar="TEXT", help="第一完成人。")
@click.option("--project", metavar="TEXT", help="项目名称。")
@click.option("--employer", metavar="TEXT", help="第一完成单位。")
@click.option("--unit", metavar="TEXT", help="提名单位。")
@click.option("--dossier", metavar="TEXT", help="材料名称。")
@click.option("--document", metavar="ID", help="文书的代号，如nomination_form。")
@click.option("--year", type=int, help="年度。")
@click.option("--box", metavar="TEXT", help="盒。")
@click.option("--words", metavar="TEXT", help="文书上印的文字。")
@click.option("--state", type=click.Choice(STATES), help="销毁到了哪一步；kept为在库。")
@click.option("--lent/--not-lent", default=None, help="借出的；没有借出的。")
@click.option("--overdue", is_flag=True, help="借出逾期未还的。")
@click.option("--held/--not-held", default=None, help="冻结的；没有冻结的。")
@click.option("--proposal", type=click.IntRange(1), metavar="N", help="某号销毁清册上的。")
@day_option("--on", show_default="今天", help="以哪一天为准算逾期。")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    help="最多列出几件；0为全部。",
)
@register_option
@format_option
def list_papers(text: Sequence[str], register: Path, shape: str, **options: Any) -> ExitCode:
    """查找文书：写上姓名、单位、项目或印的文字，或者用选项分别查；不写条件则全部列出。"""
    asked = {**options, "text": " ".join(text)}
    return tell(run.archive_list(settings_for(register), **asked), shape)


@archive.command()
@click.argument("number", metavar="[NUMBER]", default="")
@register_option
@format_option
def log(number: str, register: Path, shape: str) -> ExitCode:
    """看一件文书的经历，或登记簿的全部记录：何时、何人、何事、因何。"""
    return tell(run.archive_log(settings_for(register), number), shape)


# ---------------------------------------------------------------- papers go about


@archive.command()
@_numbers_argument
@click.option("--to", required=True, metavar="NAME", help="借给谁。")
@day_option("--until", help="哪天前归还。")
@_why_option(required=False)
@by_option
@register_option
@format_option
def lend(numbers: Sequence[str], **options: Any) -> ExitCode:
    """借出文书。"""
    return _record("lend", numbers, **options)


@archive.command("return")
@_numbers_argument
@_why_option(required=False)
@by_option
@register_option
@format_option
def take_back(numbers: Sequence[str], **options: Any) -> ExitCode:
    """归还文书。"""
    return _record("take_back", numbers, **options)


@archive.command()
@_numbers_argument
@click.option("--box", default="", metavar="TEXT", help="放到哪个盒。")
@click.option("--shelf", default="", metavar="TEXT", help="放到哪个架位。")
@_why_option(required=False)
@by_option
@register_option
@format_option
def move(numbers: Sequence[str], **options: Any) -> ExitCode:
    """改变文书存放的位置。"""
    if not (options["box"] or options["shelf"]):
        raise UsageError("没有写明放到哪里", remedy="写上 --box 或 --shelf")
    return _record("move", numbers, **options)


@archive.command()
@_numbers_argument
@_why_option(required=True)
@by_option
@register_option
@format_option
def hold(numbers: Sequence[str], **options: Any) -> ExitCode:
    """冻结文书：检查、争议没有了结前不得销毁。"""
    return _record("hold", numbers, **options)


@archive.command()
@_numbers_argument
@_why_option(required=True)
@by_option
@register_option
@format_option
def lift(numbers: Sequence[str], **options: Any) -> ExitCode:
    """解除冻结。"""
    return _record("lift", numbers, **options)


def _record(
    what: str, numbers: Sequence[str], *, register: Path, shape: str, **options: Any
) -> ExitCode:
    happened = run.archive_record(settings_for(register), waiting, what, numbers, **options)
    return tell(happened, shape)


# ---------------------------------------------------------------- papers go out


@archive.command()
@day_option("--on", show_default="今天", help="以哪一天为准。")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    help="每种最多列出几件；0为全部。",
)
@register_option
@format_option
def due(register: Path, shape: str, **options: Any) -> ExitCode:
    """列出保管期满、可以提请鉴定销毁的文书；只列出，什么也不改。"""
    return tell(run.archive_due(settings_for(register), **options), shape)


@archive.command()
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1)
@click.option("--all-due", is_flag=True, help="提请销毁所有保管期满、没有冻结和借出的。")
@click.option(
    "--approved",
    type=click.IntRange(1),
    metavar="N",
    help="第N号销毁清册已签字盖章批准，用 --proof 附上它。",
)
@click.option(
    "--proof",
    type=ANY,
    metavar="OUTDIR",
    help="销毁清册的文件夹（appraise生成的），签字盖章的扫描件已用receive收回。",
)
@click.option(
    "--withdrawn",
    type=click.IntRange(1),
    metavar="N",
    help="撤销第N号清册，写了档号的只撤销这几件。",
)
@click.option("--done", type=click.IntRange(1), metavar="N", help="第N号清册上的纸质文书已销毁。")
@click.option(
    "--remove-scans",
    type=click.IntRange(1),
    metavar="N",
    help="再删除第N号清册上已销毁文书的扫描件。",
)
@_why_option(required=False)
@by_option
@register_option
@format_option
def dispose(numbers: Sequence[str], register: Path, shape: str, **options: Any) -> ExitCode:
    """销毁分四步，每步都登记：提请（写明档号，或 --all-due）、批准、销毁、删除扫描件；可以撤销。"""
    steps = {name: options[name] for name in ("approved", "withdrawn", "done", "remove_scans")}
    one_of(**{f"--{name.replace('_', '-')}": value for name, value in steps.items()}, **{
        "--all-due": options["all_due"]
    })  # fmt: skip
    settings, said = settings_for(register), {"by": options["by"], "why": options["why"]}
    if options["proof"] and not steps["approved"]:
        raise UsageError("--proof 要和 --approved 一起写", remedy="写明是第几号销毁清册")
    for name, what in _STEPS.items():
        if steps[name]:
            if numbers and name != "withdrawn":
                raise UsageError("这一步针对整份清册，不能只写几件", remedy="去掉档号")
            more = {"names": numbers, "proof": options["proof"]}
            happened = run.archive_proposal(settings, waiting, what, steps[name], **said, **more)
            return tell(happened, shape)
    if options["all_due"]:
        if numbers:
            raise UsageError("档号和 --all-due 不能同时写", remedy="只写一样")
        return tell(run.archive_propose_due(settings, waiting, **said), shape)
    return tell(run.archive_record(settings, waiting, "propose", numbers, **said), shape)


_STEPS = {
    "approved": "approve",
    "withdrawn": "withdraw",
    "done": "dispose",
    "remove_scans": "remove_scans",
}
"""Options of `dispose`, and what they do with a proposal."""


# ---------------------------------------------------------------- kept whole


@archive.command()
@click.option("--anew", is_flag=True, help="从头开始，不接着上次没有做完的。")
@click.option("--head", default="", metavar="SHA256", help="以前印在目录上的校验值，看它还在不在。")
@by_option
@register_option
@format_option
def verify(register: Path, shape: str, anew: bool, head: str, by: str) -> ExitCode:
    """核验：重新读每个文件和每条记录，改动过一个字节的、丢失的、外面放进去的都指出来。"""
    with progress_line() as progress:
        found = run.archive_verify(
            settings_for(register), progress, waiting, by=by, anew=anew, known_head=head
        )
    return tell(found, shape)


@archive.command()
@click.argument("target", metavar="DIR", type=FOLDER)
@register_option
@format_option
def backup(target: Path, register: Path, shape: str) -> ExitCode:
    """备份到另一个文件夹（最好在另一个硬盘上），每个文件都核对；再次备份只补新的。"""
    with progress_line() as progress:
        done = run.archive_backup(settings_for(register), target, progress, waiting)
    return tell(done, shape)


@archive.command()
@click.argument("source", metavar="DIR", type=FOLDER)
@by_option
@register_option
@format_option
def restore(source: Path, register: Path, shape: str, by: str) -> ExitCode:
    """从备份恢复：先核验备份，再补上损坏、丢失的文件；登记簿整个丢了的，全部恢复。"""
    with progress_line() as progress:
        done = run.archive_restore(settings_for(register), source, progress, waiting, by=by)
    return tell(done, shape)


@archive.command()
@by_option
@register_option
@format_option
def rebuild(register: Path, shape: str, by: str) -> ExitCode:
    """重新制作检索用的索引；文书和记录不受影响。"""
    return tell(run.archive_rebuild(settings_for(register), waiting, by=by), shape)
