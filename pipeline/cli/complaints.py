"""Click's own complaints, in Chinese."""

from __future__ import annotations

import re
from typing import Any

import click

from pipeline.cli.options import installed
from pipeline.cli.saying import fail
from pipeline.errors import ExitCode

_TOO_MANY = re.compile(r"unexpected extra arguments? \((.+)\)")


def fail_of_usage(error: click.ClickException) -> ExitCode:
    """Say what click complains of, with the way to help."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "wuxiao"
    return fail(f"命令写得不对：{_in_chinese(error)}（{command} --help 可看用法）", ExitCode.USAGE)


def _in_chinese(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption(option_name=name):
            return f"没有选项 {name}"
        case click.exceptions.NoSuchCommand(command_name=name):
            return f"没有命令 {name}"
        case click.MissingParameter(param=param) if param is not None:
            return f"缺少 {_shown(param, error.ctx)}"
        case click.BadOptionUsage(option_name=name, message=said):
            return f"{name} 后面{_needed(name, said)}"
        case click.BadParameter(param=param) if param is not None:
            return f"{_shown(param, error.ctx)} 的值不对，{_expected(param.type)}"
        case _:
            more = _TOO_MANY.search(error.message)
            return f"多写了“{more[1]}”；名称里有空格的要加引号" if more else error.format_message()


def _needed(option: str, said: str) -> str:
    """What has to stand behind an option that click complains of."""
    if "does not take" in said:
        return "不写内容"
    return "要写内容" + (f"，现有活动：{installed()}" if option == "--activity" else "")


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
