"""Every name that a template may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docs._generate.documents import all_documents
from docs._generate.dossier import year
from docs._generate.markdown import code, table
from pipeline.activity.walk import find_field, root_of
from pipeline.dossier import models, schema
from pipeline.dossier.durations import say_duration
from pipeline.dossier.schema import Kind
from pipeline.load import load
from pipeline.papers import documents
from pipeline.papers.plan import plan_papers
from pipeline.papers.signing import signing_blocks
from pipeline.render.shown import Record, Rows
from pipeline.render.views import Subject, context, specimen
from pipeline.settings import Settings
from pipeline.status import latest_days

SAMPLES = Path(__file__).parents[2] / "data" / "samples"

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
    "way": "PDF 按哪一种方式排版，Word 跟着分页",
    "count": "这一份列出的项目数",
    "first_title": "列出的第一个项目的名称",
    "activity.id": "活动代号",
    "activity.name": "活动名称",
    "activity.year": "年度",
    "activity.issuer": "发通知的单位",
    "activity.notice": "通知标题",
    "activity.region.code": "地区代码，身份证号等的前两位",
    "activity.region.name": "地区名称",
    "activity.window.letter": "提名函日期的起止",
    "activity.filing.last": "备案截止日期",
    "activity.in_use.last": "项目应用实施不晚于",
    "activity.employment.full_time_since": "省内全职工作不晚于",
    "activity.publicity.min_working_days": "公示至少几个工作日",
    "activity.lead_age.min_years": "第一完成人年龄下限",
    "activity.lead_age.max_years": "第一完成人年龄上限",
    "activity.evidence.portraits": "形象照张数",
    "activity.evidence.workplace": "工作场景照张数",
    "activity.archive.years": "纸质版留档年数",
    "activity.archive.whole_years": "留档年数从当年年底起算",
    "nomination.field.text": "所属领域，几级连写",
    "nomination.lead.id_label": "证件号码的名称：身份证号，其他证件写明",
    "nomination.post": "第一完成人单位及职务",
    "nomination.extra[].label": "活动另加的栏目：名称",
    "nomination.extra[].value": "活动另加的栏目：内容",
    "columns[].label": "汇总表：栏目名称",
    "columns[].value": "汇总表：栏目内容在项目中的写法",
    "columns[].width_mm": "汇总表：栏宽，毫米",
    "columns[].centred": "汇总表：栏目内容是否居中",
    "signing[].recipient": "签字盖章：交给谁",
    "signing[].of_unit": "签字盖章清单：是否本单位自己签盖的一栏",
    "signing[].rows[].number": "签字盖章：序号",
    "signing[].rows[].who": "签字盖章：由谁签、用什么章",
    "signing[].rows[].kind": "签字盖章：签字还是盖章",
    "signing[].rows[].document": "签字盖章：文书",
    "signing[].rows[].subject": "签字盖章：对象",
    "signing[].rows[].place": "签字盖章：位置",
    "signing[].rows[].milestone": "签字盖章：阶段",
    "signing[].rows[].latest": "签字盖章：最晚日期",
    "signing[].rows[].copies": "签字盖章：份数",
    "signing[].rows[].file": "签字盖章：打印件",
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
    """Every name of a context but those of `wording` and `limits`, with its value."""
    return {
        path: str(shown)
        for root, value in values.items()
        if root not in {"wording", "limits"}
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
    return table(("写法", "内容", "例"), [*rows, *_limits()])


def _limits() -> Iterator[tuple[str, str, str]]:
    limits = year().limits
    for what, table_of in (("字", limits.text), ("项", limits.items)):
        for path, limit in table_of.items():
            found = find_field(year(), root_of(path), path)
            label = found[1] if found else path
            yield code(f"limits.{path}"), f"{label}：最多几{what}", str(limit.max)
    yield code("limits.video"), "视频：最多几个", str(limits.video.max)
    yield code("limits.video.seconds"), "视频：最长几秒", str(limits.video.max_seconds)
    length = say_duration(limits.video.max_seconds)
    yield code("limits.video.length"), "视频：最长多久", length


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
    dossier = load(SAMPLES / sample, Settings().find_activity).dossier
    papers = plan_papers(dossier, all_documents())
    first = dossier.nominations[0]
    subject = Subject(
        scope=documents.Scope.NOMINATION,
        dossier=dossier,
        nomination=first,
        nominations=(first,),
        signing=signing_blocks(dossier, papers, all_documents(), latest_days(year()).latest),
    )
    return template_names(context(subject, year()))


def _example(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 18 else f"{line[:18]}…"


def block_wording() -> str:
    """The manual: the official sentences."""
    blank = Subject(scope=documents.Scope.DOSSIER, dossier=models.Dossier(), blank=True)
    wording = context(blank, year())["wording"]
    rows = []
    for section in wording:
        sentences = getattr(wording, section)
        for name in sentences:
            said = getattr(sentences, name)
            many = isinstance(said, list)
            begin = _example(str(said[0] if many else said))
            rows.append((code(f"wording.{section}.{name}"), "几段" if many else "", begin))
    return table(("写法", "", "开头"), rows)
