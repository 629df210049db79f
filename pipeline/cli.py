"""Commands: parse, call, print, exit."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import __version__, run
from pipeline.errors import INTERRUPTED_WORDS, ExitCode, UsageError, WuxiaoError, bug_words
from pipeline.settings import UNMARKED, Settings

if TYPE_CHECKING:
    from pipeline.check import Review
    from pipeline.make.built import Built, Progress
    from pipeline.receive import Received

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
_ANY = click.Path(path_type=Path)
_KINDS = ("city", "industry", "provincial_society", "other_society")
_VERBOSE = frozenset({"-v", "--verbose"})
"""Understood anywhere on the line."""

_output_option = click.option(
    "-o", "--output", type=_FOLDER, default=Path("output"), show_default=True, help="输出文件夹。"
)


class _ActivityOption(click.Option):
    """An option whose help lists the activities that are installed."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        listed = f"{self.help}现有：{_installed()}。"
        return record and (record[0], record[1].replace(self.help or "", listed, 1))


def _installed() -> str:
    return "、".join(Settings().activity_ids()) or "无"


_activity_option = click.option(
    "--activity",
    cls=_ActivityOption,
    metavar="ID",
    show_default="填报期正开着的，或最近一次",
    help="活动（年度通知）的代号。",
)
_format_option = click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="结果的形式：文字、JSON。",
)
_unmarked_option = click.option(
    "--unmarked",
    type=click.Choice(UNMARKED),
    show_default="上次说的，没有说过则为scan",
    help="不用签字盖章的页：scan要收回扫描件，print没有收回的用打印件。",
)
_folders_argument = click.argument(
    "folders", metavar="DIR...", type=_FOLDER, nargs=-1, required=True
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wuxiao", message="%(prog)s %(version)s")
@click.option("-v", "--verbose", is_flag=True, help="出错时显示技术细节，供开发者查看。")
def cli(verbose: bool) -> None:
    """五小 forms：由一个工作簿生成“五小”提名的全部正式文书。

    \b
    常用步骤：
      wuxiao new 材料文件夹 --kind city     新建工作簿和文件夹
      wuxiao check 材料文件夹               按通知逐条检查
      wuxiao status 材料文件夹              看进度：下一步做什么，最晚哪一天
      wuxiao build 材料文件夹               生成现在能生成的文书和打印件
    """


@cli.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--kind",
    required=True,
    type=click.Choice(_KINDS),
    help="单位类别：设区市总工会、省产业工会、省级社会组织、其他社会组织。",
)
@_activity_option
def new(folder: Path, kind: str, activity: str | None) -> ExitCode:
    """新建材料文件夹：带下拉选项和字数统计的工作簿，放照片和证书的文件夹，简要说明。"""
    run.new(folder, kind, activity, Settings())
    _say(f"已建立“{folder}”。请先看其中的“使用说明.txt”，再填写 dossier.xlsx。")
    return ExitCode.OK


@cli.command()
@_folders_argument
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="结果的形式：文字、JSON、网页。",
)
@click.option("-o", "--output", type=_FILE, help="结果写入文件，不显示在屏幕上。")
@click.option(
    "--annotate",
    "copy",
    type=_FILE,
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
    review = _review(run.distinct(folders), copy, **options)
    color = output is None and sys.stdout.isatty()
    text = run.show_review(review, shape, color=color, folder=output.parent if output else None)
    _give(text, output)
    if output or shape == "json":
        _say_unchecked(review)
    if options["no_files"]:
        _say("! 没有打开照片、证书和视频，它们的内容没有检查。")
    return ExitCode.FINDINGS if review.errors else ExitCode.OK


@cli.command()
@_folders_argument
@_output_option
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="按这一天来看，默认为今天。",
)
@_format_option
def status(folders: Sequence[Path], output: Path, day: datetime | None, shape: str) -> ExitCode:
    """全年进度：每一阶段已完成什么、还差什么，下一步做什么，最晚哪一天。"""
    on = (day or datetime.now().astimezone()).date()
    found = run.status(run.distinct(folders), _settings(output, None), on=on)
    click.echo(run.fit_to_show(run.show_status(found, shape)))
    return ExitCode.OK


@cli.command()
@_folders_argument
@_output_option
@click.option("--only", metavar="DOCUMENT", multiple=True, help="只生成这种文书，可多次使用。")
@click.option(
    "--from-word",
    metavar="NAME",
    multiple=True,
    help="以word文件夹里改过的这份Word文件为准，生成PDF和打印件，可多次使用。",
)
@click.option("--draft", is_flag=True, help="有错误也生成，每页印“草稿”字样。")
@click.option(
    "--letterhead", is_flag=True, help="提名函（PDF和Word）按信函格式印红色单位名称和双线。"
)
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
@click.option("--force", is_flag=True, help="没有变化的文书也重新生成。")
def build(folders: Sequence[Path], output: Path, jobs: int | None, **options: Any) -> ExitCode:
    """检查材料，生成现在能生成的文书（Word和PDF）、打印件、清单和报告，其余的说明还差什么。"""
    settings = _settings(output, jobs, **options)
    chosen = run.distinct(folders)
    codes = []
    for folder in chosen:
        beside = [other for other in chosen if other != folder]
        try:
            with _progress() as progress:
                built = run.build(folder, settings, progress, beside=beside)
        except WuxiaoError as error:
            codes.append(_fail(str(error), error.exit_code, verbose=_verbose()))
        else:
            _tell(built)
            codes.append(built.exit_code)
    return next((code for code in codes if code), ExitCode.OK)


@cli.command()
@_output_option
@_activity_option
def blank(output: Path, activity: str | None) -> ExitCode:
    """生成空白的正式表格，Word和PDF各一份，可以手填。"""
    with _progress() as progress:
        built = run.blank(activity, _settings(output, None), progress)
    _tell(built)
    return built.exit_code


@cli.command()
@click.argument("files", metavar="FILE.docx...", type=_FILE, nargs=-1, required=True)
@click.option("-o", "--output", type=_FOLDER, help="PDF放在哪里，默认与Word文件放在一起。")
def convert(files: Sequence[Path], output: Path | None) -> ExitCode:
    """把改过的Word文件转成PDF（需要LibreOffice）。"""
    results = run.convert(files, output)
    for each in results:
        if not each.error:
            click.echo(run.fit_to_print(each.path))
    for said in run.say_of_converted(results):
        _say(run.fit_to_show(said))
    return next((each.error.exit_code for each in results if each.error), ExitCode.OK)


@cli.command()
@click.argument("out", metavar="OUTDIR", type=_ANY)
@click.argument("scans", metavar="SCAN...", type=_ANY, nargs=-1)
@click.option(
    "--watch",
    metavar="FOLDER",
    type=_FOLDER,
    help="守着扫描仪存文件的文件夹，来一份收一份，按Ctrl+C结束。",
)
@click.option("--accept", metavar="ID", help="人工认定报告里写着这个编号的地方有效。")
@click.option("--undo", metavar="ID", help="撤销对这个编号的认定。")
@click.option("--by", default="", metavar="NAME", help="谁认定（撤销）的。")
@click.option("--why", default="", metavar="TEXT", help="认定（撤销）的理由。")
@_unmarked_option
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
@_format_option
def receive(out: Path, scans: Sequence[Path], shape: str, **options: Any) -> ExitCode:
    """回收签字盖章的扫描件：认出每一页，看签字、印章齐不齐，说明还差什么、向谁要。"""
    settings = _with_jobs(Settings(unmarked=options["unmarked"]), options["jobs"])
    _one_of(SCAN=scans, **{f"--{name}": options[name] for name in ("watch", "accept", "undo")})
    if place := options["accept"] or options["undo"]:
        undo = bool(options["undo"])
        found = run.accept(out, place, settings, by=options["by"], why=options["why"], undo=undo)
    elif options["watch"]:
        _say(f"正在守着“{options['watch']}”，存进来的扫描件会自动回收；按Ctrl+C结束。")
        with _progress() as progress:
            for found in run.watch(out, options["watch"], settings, progress):
                _say_of_scans(found)
                _say(f"  {found.summary}。")
    else:
        with _progress() as progress:
            found = run.receive(out, scans, settings, progress)
        _say_of_scans(found)
    click.echo(run.fit_to_show(found.json() if shape == "json" else found.text()))
    _say(f"报告：{found.report}")
    return found.exit_code


@cli.command()
@click.argument("out", metavar="OUTDIR", type=_ANY)
@click.option("--dossier", metavar="DIR", type=_FOLDER, help="材料文件夹，默认为生成时的那个。")
@click.option(
    "--max-mb",
    type=click.FloatRange(min=0.1),
    help="每个文件不超过多少MB，超过的压缩图片（扫描件不低于200 dpi）；不写则不压缩。",
)
@click.option(
    "--done", is_flag=True, help="附件和填报内容已在网上系统提交，记下来，进度里算作已上传。"
)
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
@_format_option
def upload(out: Path, shape: str, **options: Any) -> ExitCode:
    """制作网上系统要上传的附件，和逐项复制粘贴的填报对照表；没有齐的说明还差什么。"""
    settings = _with_jobs(Settings(upload_mb=options["max_mb"]), options["jobs"])
    folder, done = options["dossier"], options["done"]
    with _progress() as progress:
        kit = run.upload(out, settings, progress, folder=folder, done=done)
    click.echo(run.fit_to_show(kit.json() if shape == "json" else kit.text()))
    _say(f"填报对照表：{kit.page}")
    return kit.exit_code


@cli.command()
@click.option(
    "--paper", metavar="FILE.pdf", type=_FILE, help="改为测量一份公文PDF，按公文格式逐项报告。"
)
def doctor(paper: Path | None) -> ExitCode:
    """检查本机的字体、LibreOffice和组件：有什么，缺什么，怎样补上。"""
    if paper:
        report = run.verify(paper)
        click.echo(run.fit_to_show(report.text()))
        return report.exit_code
    found = run.examine(Settings())
    click.echo(found.text())
    return found.exit_code


# ---------------------------------------------------------------- helpers


def main() -> None:
    """Run a command and leave with its exit code; nothing ends in a stack unless -v asks for it."""
    _speak_utf8()
    try:
        arguments = [word for word in sys.argv[1:] if word not in _VERBOSE]
        code = cli.main(arguments, prog_name="wuxiao", standalone_mode=False)
    except WuxiaoError as error:
        code = _fail(str(error), error.exit_code, verbose=_verbose())
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = _fail(INTERRUPTED_WORDS, ExitCode.INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        _say(error.format_message())
        code = ExitCode.USAGE
    except click.ClickException as error:
        code = _usage(error)
    except Exception as error:  # noqa: BLE001 — the last resort
        text = f"{bug_words(error)}；请加 -v 再运行，把结果发给开发者。"
        code = _fail(text, ExitCode.BUG, verbose=_verbose())
    sys.exit(int(code or 0))


def _verbose() -> bool:
    return not _VERBOSE.isdisjoint(sys.argv)


def _fail(text: str, code: ExitCode, *, verbose: bool = False) -> ExitCode:
    if verbose:
        _say(run.fit_to_show(traceback.format_exc()))
    _say(run.fit_to_show(f"✗ {text}"))
    return code


def _usage(error: click.ClickException) -> ExitCode:
    """Click's own complaints, in Chinese, with the way to help."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "wuxiao"
    return _fail(f"命令写得不对：{_in_chinese(error)}（{command} --help 可看用法）", ExitCode.USAGE)


def _in_chinese(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption(option_name=name):
            return f"没有选项 {name}"
        case click.exceptions.NoSuchCommand(command_name=name):
            return f"没有命令 {name}"
        case click.MissingParameter(param=param) if param is not None:
            return f"缺少 {_shown(param, error.ctx)}"
        case click.BadOptionUsage(option_name=name):
            listed = f"，现有活动：{_installed()}" if name == "--activity" else ""
            return f"{name} 后面要写内容{listed}"
        case click.BadParameter(param=param) if param is not None:
            return f"{_shown(param, error.ctx)} 的值不对，{_expected(param.type)}"
        case _:
            return error.format_message()


def _shown(param: click.Parameter, context: click.Context | None) -> str:
    """An option or argument as the help shows it."""
    if isinstance(param, click.Argument) and context:
        return param.make_metavar(context)
    return "/".join(param.opts)


def _expected(kind: click.ParamType[Any]) -> str:
    match kind:
        case click.Choice(choices=choices):
            return f"可以是 {'、'.join(map(str, choices))}"
        case click.IntRange(min=least, max=most):
            return f"应是{least}到{most}之间的整数"
        case click.DateTime():
            return "应是日期，例如 2023-08-20"
        case click.Path(file_okay=False):
            return "应是文件夹，不是文件"
        case _:
            return "应是文件，不是文件夹"


def _speak_utf8() -> None:
    """Chinese comes out right on a Windows console and in a pipe, whatever the code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _settings(output: Path, jobs: int | None, **options: Any) -> Settings:
    return _with_jobs(Settings(out=output, **options), jobs)


def _with_jobs(settings: Settings, jobs: int | None) -> Settings:
    return replace(settings, jobs=jobs) if jobs else settings


def _one_of(**given: object) -> None:
    """Refuse what cannot be done in one run."""
    named = [name for name, value in given.items() if value]
    if len(named) > 1:
        raise UsageError(f"{'、'.join(named)}不能同时写", remedy="分几次运行")


def _say_of_scans(found: Received) -> None:
    for said in found.problems:
        _say(f"✗ {said}")
    known = f"，{found.known}个以前收过，没有重复计算" if found.known else ""
    if found.fresh or found.known:
        _say(f"· 新收到{found.fresh}个文件{known}。")


def _review(
    folders: Sequence[Path], copy: Path | None, *, no_files: bool, employer: bool
) -> Review:
    own = True if employer else None
    if copy is None:
        return run.check(folders, Settings(), files=not no_files, employer=own)
    if len(folders) > 1:
        raise UsageError("--annotate 一次只能用于一个材料文件夹", remedy="逐个文件夹运行")
    review, aside = run.annotate(folders[0], copy, Settings(), files=not no_files, employer=own)
    if aside:
        _say(f"· 原有的“{copy.name}”已改名为“{aside.name}”，没有覆盖。")
    _say(f"批注已写入“{copy}”，原来的工作簿没有改动。")
    return review


def _say_unchecked(review: Review) -> None:
    for said in dict.fromkeys(each.unchecked for each in review.dossiers if each.unchecked):
        _say(f"! {said}。")


def _give(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text)
    else:
        run.save(text, output)
        _say(f"结果已写入“{output}”。")


def _say(text: str) -> None:
    """A message for the person at the screen; results go to stdout instead."""
    with suppress(OSError):  # nobody is there any more: the terminal was closed
        click.echo(run.fit_to_print(text), err=True)


def _tell(built: Built) -> None:
    """What a build came to, on a few lines."""
    if built.manifest is None:
        if built.review:
            click.echo(run.show_review(built.review, "text", color=sys.stdout.isatty()))
        _say("✗ 没有填写“活动”，不知道按哪一年的通知生成。填写后再运行。")
        return
    failures = built.manifest.failures
    for failure in failures:
        _say(f"✗ {failure.path}：{failure.message}")
    for name in built.set_aside:
        _say(f"· 你改过的文件另存为“{name}”，没有覆盖。")
    for line in (*built.said_of_templates(), *built.said_of_edited(), *built.said_of_held()):
        _say(line)
    for said in filter(None, (built.said_of_printing(), built.said_of_changes())):
        _say(said)
    warnings = built.review.warnings if built.review else 0
    noticed = f"；有{warnings}处提醒，请看报告" if warnings else ""
    state = f"新生成{built.fresh}个文件" if built.fresh else "没有变化，不用重做"
    if not built.fresh and (built.unused or failures or not built.paper_files):
        state = "没有新生成文件"
    _say(
        f"{'!' if failures or built.held else '✓'} {built.out}：共{built.paper_files}个文书文件，{state}{noticed}。"
    )
    if built.report.is_file():
        click.echo(run.fit_to_print(built.report))


@contextmanager
def _progress() -> Iterator[Progress]:
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
        click.echo("\r\x1b[K", err=True, nl=False)
