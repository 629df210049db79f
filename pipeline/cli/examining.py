"""The command for this computer and for finished papers: `doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import run
from pipeline.cli.options import FILE
from pipeline.errors import ExitCode
from pipeline.settings import Settings


@click.command()
@click.option(
    "--paper", metavar="FILE.pdf", type=FILE, help="改为测量一份公文PDF，按公文格式逐项报告。"
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


COMMANDS = (doctor,)
