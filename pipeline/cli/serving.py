"""The other door, opened from the command line: `serve`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.keeping import register_option
from pipeline.cli.options import FILE, FOLDER, one_of, output_option, settings_of
from pipeline.cli.saying import say
from pipeline.errors import ExitCode, UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.web.server import Address


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path())
@output_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="H",
    help="在哪个地址上提供网页；不是本机的，要用姓名和密码进入。",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    show_default="8760，被占用时另找一个",
    help="端口。",
)
@click.option(
    "--cert", type=FILE, metavar="FILE", help="证书文件（PEM），与 --key 一起用，网页加密。"
)
@click.option("--key", type=FILE, metavar="FILE", help="证书的私钥文件（PEM）。")
@click.option(
    "--public",
    default="",
    metavar="URL",
    show_default=False,
    help="前面有反向代理时，浏览器里的网址，如 https://wuxiao.example；要用姓名和密码进入。",
)
@click.option("--open", "is_shown", is_flag=True, help="同时在浏览器里打开；已经开着的不再开一个。")
@click.option(
    "--scans", type=FOLDER, metavar="FOLDER", help="扫描仪存文件的文件夹，在收回页上可以守着它。"
)
@click.option(
    "--backup",
    type=FOLDER,
    metavar="FOLDER",
    help="备份登记簿的文件夹，最好在另一个硬盘上，在归档页上可以备份到那里。",
)
@click.option("--add-user", metavar="NAME", help="添加一个用户，或者给他换密码；然后结束。")
@click.option("--remove-user", metavar="NAME", help="去掉一个用户；然后结束。")
@register_option
@click.option("--jobs", type=click.IntRange(1, 64), help="同时工作的进程数，默认为处理器核数。")
def serve(folder: Path, output: Path, **options: Any) -> ExitCode:
    """打开网页：在浏览器里看进度、收集、检查、生成、打印、收回扫描件、制作上传附件、归档。"""
    from pipeline.web.server import serve as serve_page

    places = {name: options[name] for name in ("register", "scans", "backup")}
    settings = settings_of(output, options["jobs"], **places)
    if options["add_user"] or options["remove_user"]:
        _change_users(settings, options["add_user"], options["remove_user"])
        return ExitCode.OK
    serve_page(folder, settings, _address(options), say, is_shown=options["is_shown"])
    return ExitCode.OK


def _address(options: Mapping[str, Any]) -> Address:
    from pipeline.web.server import Address

    if (options["cert"] is None) != (options["key"] is None):
        raise UsageError("--cert 和 --key 要一起写", remedy="两个都写，或都不写")
    return Address(
        host=options["host"],
        port=options["port"],
        certificate=options["cert"],
        key=options["key"],
        public=options["public"],
    )


def _change_users(settings: Settings, new: str | None, old: str | None) -> None:
    from pipeline.web.users import Users

    one_of(**{"--add-user": new, "--remove-user": old})
    users = Users(settings)
    if new:
        password = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
        users.add(new, password)
        say(f"已添加“{new}”。")
    elif old:
        users.remove(old)
        say(f"已去掉“{old}”。")


COMMANDS = (serve,)
