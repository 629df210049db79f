"""Commands that make paper: `build`, `blank`, `convert`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import run
from pipeline.cli.options import (
    FILE,
    FOLDER,
    activity_option,
    folders_argument,
    output_option,
    settings_of,
)
from pipeline.cli.saying import clear_progress, fail, is_verbose, progress_line, say, say_of_open
from pipeline.errors import ExitCode, WuxiaoError

if TYPE_CHECKING:
    from pipeline.make.built import Built


@click.command()
@folders_argument
@output_option
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
@click.option(
    "--cluster",
    metavar="ADDRESS",
    default="",
    help="由Dask集群的机器生成，例如 tcp://主机:8786；只用于可信的内部网络。",
)
@click.option("--force", is_flag=True, help="没有变化的文书也重新生成。")
def build(folders: Sequence[Path], output: Path, jobs: int | None, **options: Any) -> ExitCode:
    """检查材料，生成现在能生成的文书（Word和PDF）、打印件、清单和报告，其余的说明还差什么。"""
    settings = settings_of(output, jobs, **options)
    say_of_open(folders)
    codes = []
    with progress_line() as progress:
        for built in run.build_all(run.distinct(folders), settings, progress):
            clear_progress()
            if isinstance(built, WuxiaoError):
                codes.append(fail(str(built), built.exit_code, verbose=is_verbose(), error=built))
            else:
                tell_of_build(built)
                codes.append(built.exit_code)
    return next((code for code in codes if code), ExitCode.OK)


@click.command()
@output_option
@activity_option
def blank(output: Path, activity: str | None) -> ExitCode:
    """生成空白的正式表格，Word和PDF各一份，可以手填。"""
    with progress_line() as progress:
        built = run.blank(activity, settings_of(output, None), progress)
    tell_of_build(built)
    return built.exit_code


@click.command()
@click.argument("files", metavar="FILE.docx...", type=FILE, nargs=-1, required=True)
@click.option("-o", "--output", type=FOLDER, help="PDF放在哪里，默认与Word文件放在一起。")
def convert(files: Sequence[Path], output: Path | None) -> ExitCode:
    """把改过的Word文件转成PDF（需要LibreOffice）。"""
    results = run.convert(files, output)
    for each in results:
        if not each.error:
            click.echo(run.fit_to_print(each.path))
    for said in run.say_of_converted(results):
        say(run.fit_to_show(said))
    return next((each.error.exit_code for each in results if each.error), ExitCode.OK)


def tell_of_build(built: Built) -> None:
    """What a build came to, on a few lines."""
    failures = built.manifest.failures
    for failure in failures:
        say(f"✗ {failure.path}：{failure.message}")
    for name in built.set_aside:
        say(f"· 您改过的文件另存为“{name}”，没有覆盖。")
    for line in (*built.said_of_templates(), *built.said_of_edited(), *built.said_of_held()):
        say(line)
    for said in filter(None, (built.said_of_printing(), *built.said_of_changes())):
        say(said)
    warnings = built.review.warnings if built.review else 0
    noticed = f"；有{warnings}处提醒，请看报告" if warnings else ""
    state = f"连打印件等新生成{built.fresh}个" if built.fresh else "没有变化，不用重做"
    if not built.fresh and (built.unused or failures or not built.paper_files):
        state = "没有新生成文件"
    mark = "!" if failures or built.held or built.overtaken else "✓"
    say(f"{mark} {built.out}：文书{built.paper_files}个文件，{state}{noticed}。")
    if built.report.is_file():
        click.echo(run.fit_to_print(built.report))


COMMANDS = (build, blank, convert)
