"""Commands: parse, call, print, exit."""

from __future__ import annotations

import sys

import click

from pipeline import __version__
from pipeline.cli import collecting, examining, exporting, making, preparing, returning, serving
from pipeline.cli.complaints import fail_of_usage
from pipeline.cli.saying import VERBOSE, fail, is_verbose, say, speak_utf8
from pipeline.errors import INTERRUPTED_WORDS, ExitCode, WuxiaoError, bug_words


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
      wuxiao archive add output/材料        收齐签字盖章后，归档登记
      wuxiao serve 材料文件夹               或者在浏览器里办
    """


for _command in (
    *preparing.COMMANDS,
    *collecting.COMMANDS,
    *making.COMMANDS,
    *returning.COMMANDS,
    *exporting.COMMANDS,
    *serving.COMMANDS,
    *examining.COMMANDS,
):
    cli.add_command(_command)


def main() -> None:
    """Run a command and leave with its exit code; nothing ends in a stack unless -v asks for it."""
    speak_utf8()
    try:
        arguments = [word for word in sys.argv[1:] if word not in VERBOSE]
        code = cli.main(arguments, prog_name="wuxiao", standalone_mode=False)
    except WuxiaoError as error:
        code = fail(str(error), error.exit_code, verbose=is_verbose())
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = fail(INTERRUPTED_WORDS, ExitCode.INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        code = ExitCode.USAGE
    except click.ClickException as error:
        code = fail_of_usage(error)
    except Exception as error:  # noqa: BLE001 — the last resort
        text = f"{bug_words(error)}；请加上 -v 再执行一次，把显示的内容发给开发者。"
        code = fail(text, ExitCode.BUG, verbose=is_verbose())
    sys.exit(int(code or 0))
