"""Rewrites the generated blocks of README.md and docs/manual.zh.md: `python -m tests.docs.generate`.

A block stands between `<!-- generated: name -->` and `<!-- /generated -->`; each function of BLOCKS
gives the content of one, from the code and the data, so that the pages cannot fall behind them.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import click

from pipeline.activity import model as activity
from pipeline.cli import DEFAULT_ACTIVITY, cli
from pipeline.dossier import models, schema
from pipeline.dossier.schema import Field, Kind
from pipeline.errors import ExitCode
from pipeline.forms.file_names import ROLES
from pipeline.forms.sheets import HONOUR_LISTS, PROJECTS, Column, SheetPlan, plan_of
from pipeline.load import load
from pipeline.papers import documents, manifest
from pipeline.papers.plan import plan_papers, signing_rows
from pipeline.render.views import Record, Rows, Subject, context, specimen
from pipeline.render.wording import NO_SECTIONS
from pipeline.settings import ACTIVITIES_VARIABLE, Settings
from pipeline.tools.office.program import VARIABLE as OFFICE_VARIABLE

ROOT = Path(__file__).parents[2]
README, MANUAL = ROOT / "README.md", ROOT / "docs" / "manual.zh.md"
PAGES = (README, MANUAL)
BLOCK = re.compile(
    r"(?P<start><!-- generated: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- /generated -->)", re.DOTALL
)

Row = Iterable[object]


# ---------------------------------------------------------------- tables


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    titles = list(head)
    return "\n".join([_line(titles), _line(["---"] * len(titles)), *map(_line, rows)])


def _line(cells: Row) -> str:
    return f"| {' | '.join(_cell(each) for each in cells)} |"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def code(text: object) -> str:
    """Text set as code."""
    return f"`{text}`"


def attributes(owner: type) -> Mapping[str, str]:
    """The attributes that a class's docstring describes, in one line each."""
    found: dict[str, str] = {}
    name = ""
    _, _, section = inspect.cleandoc(owner.__doc__ or "").partition("Attributes:\n")
    for line in section.splitlines():
        if start := re.fullmatch(r" {4}(\w+): (.*)", line):
            name = start[1]
            found[name] = start[2]
        elif line.startswith(" " * 8):
            found[name] += f" {line.strip()}"
    return found


def first_line(owner: type) -> str:
    """The first line of a class's docstring."""
    return inspect.cleandoc(owner.__doc__ or "").partition("\n")[0]


# ---------------------------------------------------------------- commands and exit codes

_ENGLISH_COMMANDS = {
    "new": "start a dossier folder: workbook, folders for files, a short guide",
    "check": "check one or more dossiers by every rule of the notice, and against each other",
    "build": "check, then make every paper, the packets, the manifest and the report",
    "blank": "make the empty official forms, Word and PDF",
    "convert": "turn edited Word files into PDF (needs LibreOffice)",
    "receive": "take scans back in",
    "archive": "keep the register of paper",
    "doctor": "say which fonts, programs and libraries are there, and how to get the rest",
}
_ENGLISH_EXITS = {
    ExitCode.OK: "done",
    ExitCode.BUG: "a bug in the program",
    ExitCode.USAGE: "wrong command or option",
    ExitCode.INPUT: "input cannot be read",
    ExitCode.FINDINGS: "the dossier has errors; nothing, or not everything, was built",
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
    """README: the commands."""
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
    if option.show_default and option.default is not None:
        return code(option.default)
    return "–"


def block_exit_codes() -> str:
    """README: the exit codes."""
    rows = [(int(each), each.name, each.meaning, _ENGLISH_EXITS[each]) for each in ExitCode]
    return table(("code", "name", "meaning", ""), rows)


# ---------------------------------------------------------------- documents

_SCOPES = {
    documents.Scope.DOSSIER: ("dossier", "每份材料一份"),
    documents.Scope.NOMINATION: ("nomination", "每个项目一份"),
    documents.Scope.EMPLOYER: ("employer", "每个第一完成单位一份"),
}
_ENGLISH_MARKS = {
    documents.MarkKind.SIGNATURE: "signs",
    documents.MarkKind.SEAL: "seals",
}


@cache
def all_documents() -> tuple[documents.Document, ...]:
    """Every document, in order."""
    return documents.load_documents(Settings().templates)


def block_documents() -> str:
    """README: the documents."""
    rows = []
    for each in all_documents():
        per = ", ".join(_SCOPES[scope][0] for scope in each.per)
        marks = dict.fromkeys(
            f"{mark.role.name.lower()} {_ENGLISH_MARKS[mark.kind]}" for mark in each.marks
        )
        only = " (societies only)" if each.societies_only else ""
        rows.append((code(each.id), each.title, f"{per}{only}", ", ".join(marks) or "–"))
    return table(("folder", "document", "one per", "marks"), rows)


def block_documents_zh() -> str:
    """The manual: the documents."""
    rows = []
    for each in all_documents():
        per = "，".join(_SCOPES[scope][1] for scope in each.per)
        only = "（只有社会组织）" if each.societies_only else ""
        signed = [_marks(each, kind) for kind in documents.MarkKind]
        rows.append((each.title, f"{per}{only}", *signed, each.purpose, each.upload_slot or "–"))
    return table(("文书", "份数", "签字", "盖章", "用途", "扫描后上传到"), rows)


def block_document_names() -> str:
    """The manual: what the documents are called on the command line and as folders."""
    return table(("文书", "英文名"), [(each.title, code(each.id)) for each in all_documents()])


def _marks(document: documents.Document, kind: documents.MarkKind) -> str:
    roles = dict.fromkeys(mark.role.label for mark in document.marks if mark.kind is kind)
    return "、".join(roles) or "–"


def block_document_keys() -> str:
    """README: what `document.toml` may say."""
    rows = [
        (code(name), text) for name, text in attributes(documents.Document).items() if name != "id"
    ]
    rows += [(code(f"marks.{name}"), text) for name, text in attributes(documents.Mark).items()]
    words = {
        "per": documents.Scope,
        "packet": documents.Destination,
        "marks.kind": documents.MarkKind,
        "marks.role": documents.Role,
    }
    values = {
        code(name): ", ".join(code(each.value) for each in enum) for name, enum in words.items()
    }
    return table(("key", "says", "one of"), [(*row, values.get(row[0], "")) for row in rows])


# ---------------------------------------------------------------- settings, activities, manifest

_VARIABLES = {
    ACTIVITIES_VARIABLE: "a folder with activity folders of one's own, looked at before the shipped ones",
    OFFICE_VARIABLE: "the `soffice` program, or the folder it is in; otherwise it is looked for on the "
    "PATH and where it is usually installed",
}
_SET_BY_OTHER_MEANS = {
    "templates": "a folder `templates/` in the dossier overrides single files",
    "activities": f"environment variable `{ACTIVITIES_VARIABLE}`",
}
_OPTION_NAMES = {"out": "output"}


def block_settings() -> str:
    """README: the settings of a run."""
    told = attributes(Settings)
    rows = [
        (code(each.name), told[each.name], _set_by(each.name))
        for each in dataclass_fields(Settings)
    ]
    rows += [(code(name), text, "environment variable") for name, text in variables().items()]
    return table(("setting", "is", "set by"), rows)


def _set_by(name: str) -> str:
    options = {each.name: each for each in options_of(cli.commands["build"])}
    option = options.get(_OPTION_NAMES.get(name, name))
    return ", ".join(map(code, option.opts)) if option else _SET_BY_OTHER_MEANS[name]


def variables() -> Mapping[str, str]:
    """Every environment variable that the program's source names, and what it is."""
    found: set[str] = set()
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        found.update(re.findall(r'"(WUXIAO_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    return {name: _VARIABLES[name] for name in sorted(found)}


def block_activity_keys() -> str:
    """README: what `activity.toml` says."""
    hints = inspect.get_annotations(activity.Activity, eval_str=True)
    rows = []
    for name, hint in hints.items():
        if name in {"taxonomy", "wording", "digest"}:
            continue
        owner = next((each for each in (hint, *get_args(hint)) if _is_table(each)), None)
        many = " (any number)" if owner is not None and owner is not hint else ""
        keys = inspect.get_annotations(owner) if owner else {}
        rows.append(
            (
                code(f"[[{name}]]" if many else f"[{name}]" if owner else name),
                first_line(owner) + many if owner else _PLAIN_KEYS[name],
                ", ".join(map(code, keys)),
            )
        )
    return table(("table or key", "is", "keys"), rows)


_PLAIN_KEYS = {
    "id": "Name of the folder.",
    "name": "Chinese name, as on the workbook and the report.",
    "year": "Year of the notice.",
    "issuer": "Who issued the notice.",
    "notice": "Title of the notice.",
    "clauses": "Clause of a rule where this year's notice numbers it otherwise than 2023's, by rule.",
}


def _is_table(kind: object) -> bool:
    return inspect.isclass(kind) and kind.__module__ == activity.__name__


def block_manifest_keys() -> str:
    """README: what `manifest.json` says."""
    described: dict[str, type] = {"": manifest.Manifest, "files[].": manifest.FileEntry}
    listed: dict[str, type] = {
        "files[].zones[]": manifest.Zone,
        "files[].parts[]": manifest.PacketPart,
        "failures[]": manifest.Failure,
    }
    rows = [
        (code(f"{prefix}{name}"), text)
        for prefix, owner in described.items()
        for name, text in attributes(owner).items()
    ]
    for path, owner in listed.items():
        names = ", ".join(map(code, inspect.get_annotations(owner)))
        rows.append((code(path), f"{names}. {first_line(owner)}"))
    return table(("key", "is"), rows)


# ---------------------------------------------------------------- files of a dossier


@cache
def year() -> activity.Activity:
    """The shipped activity."""
    return Settings().find_activity(DEFAULT_ACTIVITY)


def block_file_names() -> str:
    """The manual: what files are called."""
    labels = {each.path: each.label for each in plan_of(year().fields).projects.columns}
    rows = [
        (labels[path], "、".join(map(code, names)), _count(path)) for path, names in ROLES.items()
    ]
    return table(("材料", "文件名开头（任选一种）", "数量"), rows)


def _count(path: str) -> str:
    limits, evidence = year().limits, year().evidence
    if path in limits.items:
        return f"最多{limits.items[path].max}张"
    known = {
        "video.file": f"最多{limits.video.max}个，不超过{limits.video.max_seconds}秒",
        "evidence.frontline_certificate": "必须有",
        "evidence.skill_certificate": "填了技能等级的必须有",
        "evidence.title_certificate": "填了职称的必须有",
        "evidence.portraits": f"{evidence.portraits}张",
        "evidence.workplace": f"{evidence.workplace}张",
    }
    return known.get(path, "有就放")


# ---------------------------------------------------------------- the data dictionary

_HOW = {
    Kind.TEXT: "文字", Kind.LONG_TEXT: "文字，可分段", Kind.DATE: "日期", Kind.YES_NO: "是/否",
    Kind.INTEGER: "整数", Kind.TEXTS: "文字，可几项", Kind.FILE: "一个文件", Kind.FILES: "文件，可几个",
}  # fmt: skip
_YAML_PLACES = {
    PROJECTS: "`nominations:` 的每一项之下",
    "其他完成人": "每个项目的 `contributors:` 的每一项之下；工作表里用“编号”写明属于哪个项目",
    "荣誉": "每个项目的{lists}的每一项之下；工作表里用“编号”写明项目，用“类别”写明个人或团队",
    "提名单位": "最外层",
    "备案": "最外层",
}


def block_dictionary() -> str:
    """The manual: every field, sheet by sheet."""
    parts = []
    for sheet in plan_of(year().fields).sheets():
        lists = "或".join(f" `{path}:`（{label}）" for label, path in HONOUR_LISTS.items())
        parts.append(f"### 工作表“{sheet.title}”\n")
        parts.append(f"在 YAML 里写在{_YAML_PLACES[sheet.title].format(lists=lists)}。\n")
        parts.append(table(("栏目", "YAML 名称", "必填", "填什么"), _dictionary_rows(sheet)) + "\n")
    return "\n".join(parts).rstrip()


def _dictionary_rows(sheet: SheetPlan) -> Iterator[Row]:
    for each in sheet.columns:
        yield each.label, code(each.path), "必填" if each.required else "", _how(each)


def _how(column: Column) -> str:
    field = column.field
    parts = [_options(field) if field.options else _HOW[field.kind]]
    if column.path in year().limits.text:
        parts.append(f"限{year().limits.text[column.path].max}字")
    if field.note:
        parts.append(field.note)
    return "；".join(parts)


def _options(field: Field) -> str:
    several = "可选几项：" if field.kind is Kind.CHOICES else ""
    return several + "、".join(f"{code(each.key)} {each.label}" for each in field.options)


# ---------------------------------------------------------------- names for templates

ALIASES = {
    "lead": "nomination.lead",
    "employer": "nomination.employer",
    "nominations[]": "nomination",
}
"""Names under which the same fields can be had once more."""

_COMPUTED = {
    "scope": "这一份为谁而做：dossier、nomination、employer",
    "blank": "是否空白表",
    "letterhead": "提名函是否按信函格式",
    "count": "这一份列出的项目数",
    "first_title": "列出的第一个项目的名称",
    "activity.id": "活动代号",
    "activity.name": "活动名称",
    "activity.year": "年度",
    "activity.issuer": "发通知的单位",
    "activity.notice": "通知标题",
    "nomination.field.text": "所属领域，几级连写",
    "nomination.post": "第一完成人单位及职务",
    "nomination.extra[].label": "活动另加的栏目：名称",
    "nomination.extra[].value": "活动另加的栏目：内容",
    "signing[].number": "签字盖章清单：序号",
    "signing[].document": "签字盖章清单：文书",
    "signing[].subject": "签字盖章清单：对象",
    "signing[].signature": "签字盖章清单：谁签字",
    "signing[].seal": "签字盖章清单：谁盖章",
    "signing[].copies": "签字盖章清单：份数",
    "signing[].file": "签字盖章清单：打印文件",
}


def names_in(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every dotted name below a value of a template's context that prints something."""
    match value:
        case Record():
            for name in value:
                yield from names_in(getattr(value, name), f"{path}.{name}")
        case Rows():
            # Of an empty list the blank item tells the names.
            yield from names_in(value.padded(1)[0], f"{path}[]")
        case _:
            yield path, value


def template_names(values: Mapping[str, Any]) -> dict[str, str]:
    """Every name of a context but those of `wording`, with its value."""
    return {
        path: str(shown)
        for root, value in values.items()
        if root != "wording"
        for path, shown in names_in(value, root)
    }


def canonical(path: str) -> str:
    """The name under which a field is listed."""
    for alias, name in ALIASES.items():
        if path.startswith(f"{alias}."):
            return name + path.removeprefix(alias)
    return path


def block_template_fields() -> str:
    """The manual: every name that a template may use, with an example from the samples."""
    labels = {**_labels(models.Dossier, "", ""), **_COMPUTED}
    examples = _examples()
    names = dict.fromkeys(canonical(path) for path in template_names(specimen(year())))
    rows = [(code(path), labels[path], _example(examples.get(path, ""))) for path in names]
    return table(("写法", "内容", "例"), rows)


def _labels(model: type, path: str, label: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in schema.fields_of(model):
        here = f"{path}.{each.key}".lstrip(".")
        here = {"nominations": "nomination"}.get(here, here)
        chain = f"{label}-{each.label}".lstrip("-")
        if each.kind in {Kind.RECORD, Kind.RECORDS}:
            inside = f"{here}[]" if each.kind is Kind.RECORDS and here != "nomination" else here
            chain = "" if here == "nomination" else chain
            found |= _labels(each.record_model, inside, chain)
        else:
            found[f"{here}[]" if each.kind in {Kind.TEXTS, Kind.FILES} else here] = chain
    return found


def _examples() -> dict[str, str]:
    city = _sample_names("city")
    society = _sample_names("provincial_society")
    return {path: text or society.get(path, "") for path, text in city.items()}


def _sample_names(sample: str) -> dict[str, str]:
    dossier = load(ROOT / "data" / "samples" / sample, Settings().find_activity).dossier
    papers = plan_papers(dossier, all_documents())
    first = dossier.nominations[0]
    subject = Subject(
        scope=documents.Scope.NOMINATION,
        dossier=dossier,
        nomination=first,
        nominations=(first,),
        signing=signing_rows(papers, all_documents()),
    )
    return template_names(context(subject, year()))


def _example(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 18 else f"{line[:18]}…"


def block_wording() -> str:
    """The manual: the official sentences."""
    rows = [
        (code(f"wording.{section}.{name}"), "几段" if isinstance(text, list) else "", _begin(text))
        for section, sentences in year().wording.items()
        if section not in NO_SECTIONS
        for name, text in sentences.items()
    ]
    return table(("写法", "", "开头"), rows)


def _begin(text: str | list[str]) -> str:
    return _example(text if isinstance(text, str) else text[0])


# ---------------------------------------------------------------- pages

BLOCKS: Mapping[str, Callable[[], str]] = {
    "commands": block_commands,
    "commands-zh": block_commands_zh,
    "exit-codes": block_exit_codes,
    "documents": block_documents,
    "documents-zh": block_documents_zh,
    "document-names": block_document_names,
    "document-keys": block_document_keys,
    "settings": block_settings,
    "activity-keys": block_activity_keys,
    "manifest-keys": block_manifest_keys,
    "file-names": block_file_names,
    "dictionary": block_dictionary,
    "template-fields": block_template_fields,
    "wording": block_wording,
}


def regenerated(page: str) -> str:
    """A page with every generated block made anew."""
    return BLOCK.sub(
        lambda found: f"{found['start']}{BLOCKS[found['name']]()}\n{found['end']}", page
    )


def main() -> int:
    """Rewrite the pages in place; say which changed."""
    for path in PAGES:
        before = path.read_text(encoding="utf-8")
        after = regenerated(before)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)}: rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
