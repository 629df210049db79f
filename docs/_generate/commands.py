"""The command line: commands, options, exit codes, settings, environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from pathlib import Path

import click

from docs._generate.markdown import attributes, code, table
from pipeline.cli import cli
from pipeline.errors import ExitCode
from pipeline.settings import ACTIVITIES_VARIABLE, REGISTER_VARIABLE, Settings
from pipeline.store import SHARED_VARIABLE
from pipeline.tools.office.program import VARIABLE as OFFICE_VARIABLE

ROOT = Path(__file__).parents[2]

_ENGLISH_COMMANDS = {
    "new": "start a dossier folder: workbook, folders for files, a short guide",
    "kit": "make employers' kits: the Word form with named fields, a workbook, folders for files, a one-page guide",
    "collect": "take what employers send back into the dossier; say what is new, changed, doubtful, and who is missing",
    "check": "check one or more dossiers by every rule of the notice, and against each other",
    "status": "say where a dossier stands in the year: what is done, held back and by what, next, until when",
    "build": "check, then make every paper that is ready, the packets, the manifest and the report",
    "blank": "make the empty official forms, Word and PDF",
    "convert": "turn edited Word files into PDF (needs LibreOffice)",
    "receive": "take scans back in: which page each is, what was signed and sealed, what is still missing",
    "upload": "make the upload kit: the portal's slots for each nomination, and every field to be typed in",
    "archive add": "take the complete papers of a received dossier in: scans, data, manifest; give them numbers",
    "archive list": "find papers by what is said of them, or by the words on them",
    "archive log": "say what happened to a paper, or all that happened",
    "archive lend": "give papers out",
    "archive return": "take lent papers back",
    "archive move": "put papers elsewhere",
    "archive hold": "stop the disposal of papers",
    "archive lift": "lift what stops it",
    "archive due": "list the papers whose time is over; nothing is changed",
    "archive dispose": "propose, approve with proof, record, or withdraw a disposal; then remove the scans",
    "archive verify": "read every file and event again; name what was changed, is missing or was put in",
    "archive backup": "bring a copy up to date, every file compared",
    "archive restore": "fetch back what is damaged or lost",
    "archive rebuild": "make the index anew",
    "serve": "open the clerk's page in a browser: the year, check, build, print, receive, upload",
    "archive labels": "box spines, box covers and 归档章 as PDFs",
    "archive export": "the catalogue as a workbook, or papers as a zip that needs no program",
    "archive import": "take papers in that another office exported",
    "archive appraise": "the list of a proposal, to be signed, sealed and received",
    "doctor": "say which fonts, programs and libraries are there, and how to get the rest",
}
_ENGLISH_EXITS = {
    ExitCode.OK: "done",
    ExitCode.BUG: "a bug in the program",
    ExitCode.USAGE: "wrong command or option",
    ExitCode.INPUT: "input cannot be read",
    ExitCode.FINDINGS: "the dossier has errors; a paper that was asked for is held back",
    ExitCode.TEMPLATE: "a template is broken",
    ExitCode.TOOL_MISSING: "a program or font is missing",
    ExitCode.TOOL_FAILED: "an outside program failed",
    ExitCode.OUTPUT: "output failed its own checks or cannot be written",
    ExitCode.SCANS: "scans incomplete or doubtful",
    ExitCode.ARCHIVE: "archive conflict",
    ExitCode.INTERRUPTED: "interrupted",
}


def commands() -> Mapping[str, click.Command]:
    """Every command, `archive add` and the like included, by its name."""
    return dict(_commands("", cli))


def _commands(prefix: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(f"{prefix}{name} ", command)
        else:
            yield f"{prefix}{name}", command


def options_of(command: click.Command) -> Iterator[click.Option]:
    """The options of a command."""
    return (each for each in command.params if isinstance(each, click.Option))


def _usage(name: str, command: click.Command) -> str:
    context = click.Context(command)
    words = [f"wuxiao {name}"]
    for each in command.params:
        if isinstance(each, click.Argument):
            words.append(each.make_metavar(context))
        elif isinstance(each, click.Option):
            value = "" if each.is_flag else f" {_value(each, context)}"
            spoken = f"{each.opts[0]}{value}{'…' if each.multiple else ''}"
            words.append(spoken if each.required else f"[{spoken}]")
    return " ".join(words)


def _value(option: click.Option, context: click.Context) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return option.make_metavar(context).split("=")[-1].strip("[]").split()[0]


def block_commands() -> str:
    """The commands."""
    rows = [
        (code(_usage(name, each)), f"{each.get_short_help_str(200)} *{_english_command(name)}*")
        for name, each in commands().items()
    ]
    return table(("command", "does"), rows)


def _english_command(name: str) -> str:
    return _ENGLISH_COMMANDS.get(name) or _ENGLISH_COMMANDS[name.split(maxsplit=1)[0]]


def block_commands_zh() -> str:
    """The manual: every command with its options."""
    parts = []
    for name, command in commands().items():
        parts.append(f"### wuxiao {name}\n\n{command.get_short_help_str(200)}\n")
        parts.append(f"```\n{_usage(name, command)}\n```\n")
        rows = [
            ("、".join(map(code, each.opts)), each.help or "", _default(each))
            for each in options_of(command)
        ]
        if rows:
            parts.append(table(("选项", "作用", "不写时"), rows) + "\n")
    everywhere = [("、".join(map(code, each.opts)), _help(each)) for each in options_of(cli)]
    parts.append("### 写在命令前面的选项\n\n例如 `wuxiao -v check 材料文件夹`。\n")
    parts.append(table(("选项", "作用"), [*everywhere, ("`-h`、`--help`", "显示用法。")]))
    return "\n".join(parts)


def _help(option: click.Option) -> str:
    return "显示版本号。" if option.name == "version" else option.help or ""  # Click's own words


def _default(option: click.Option) -> str:
    if option.required:
        return "必须写"
    if isinstance(option.show_default, str):
        return option.show_default
    if option.show_default and option.default is not None:
        return code(option.default)
    return "–"


def block_exit_codes() -> str:
    """The exit codes."""
    rows = [(int(each), each.name, each.meaning, _ENGLISH_EXITS[each]) for each in ExitCode]
    return table(("code", "name", "meaning", ""), rows)


# ---------------------------------------------------------------- settings

_VARIABLES = {
    ACTIVITIES_VARIABLE: "a folder with activity folders of one's own, looked at before the shipped ones",
    OFFICE_VARIABLE: "the `soffice` program, or the folder it is in; otherwise it is looked for on the "
    "PATH and where it is usually installed",
    REGISTER_VARIABLE: "the folder of the office's register of paper, where `--register` does not say it",
    SHARED_VARIABLE: "whom new files and folders are open to besides their owner: `group` (may read and "
    "write, 660/770) or `all` (may read, 644/755); nobody where it is not set (600/700)",
}
_SET_BY_OTHER_MEANS = {
    "templates": "a folder `templates/` in the dossier overrides single files",
    "activities": f"environment variable `{ACTIVITIES_VARIABLE}`",
    "register": f"`--register` of `archive` and `serve`, environment variable `{REGISTER_VARIABLE}`",
    "backup": "`--backup` of `serve`",
    "scans": "`--scans` of `serve`",
}
_OPTION_NAMES = {"out": "output", "upload_mb": "max_mb"}
_COMMANDS_WITH_SETTINGS = ("build", "receive", "upload")


def block_settings() -> str:
    """The settings of a run."""
    told = attributes(Settings)
    rows = [
        (code(each.name), told[each.name], _set_by(each.name))
        for each in dataclass_fields(Settings)
    ]
    rows += [(code(name), text, "environment variable") for name, text in variables().items()]
    return table(("setting", "is", "set by"), rows)


def _set_by(name: str) -> str:
    options = {
        each.name: each
        for command in _COMMANDS_WITH_SETTINGS
        for each in options_of(cli.commands[command])
    }
    option = options.get(_OPTION_NAMES.get(name, name))
    return ", ".join(map(code, option.opts)) if option else _SET_BY_OTHER_MEANS[name]


def variables() -> Mapping[str, str]:
    """Every environment variable that the program's source names, and what it is."""
    found: set[str] = set()
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        found.update(re.findall(r'"(WUXIAO_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    return {name: _VARIABLES[name] for name in sorted(found)}
