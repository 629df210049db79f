"""What a clerk fills in: names of files, and every field of the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from docs._generate.markdown import Row, code, table
from pipeline.activity import model as activity
from pipeline.dossier.schema import Field, Kind
from pipeline.forms.file_names import ROLES
from pipeline.forms.sheets import HONOUR_LISTS, PROJECTS, Column, SheetPlan, plan_of
from pipeline.settings import Settings, assets


@cache
def year() -> activity.Activity:
    """The latest activity that is shipped."""
    settings = Settings(activities=(assets() / "data" / "activities",))
    return settings.find_activity(settings.latest_activity())


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
