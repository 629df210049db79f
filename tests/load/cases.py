"""Dossiers and workbooks for the tests of `load`.  All people in them are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.errors import InputError
from pipeline.load import load

ROOT = Path(__file__).parents[2]
ID = "jiangsu-wuxiao-2023"

YAML = """\
activity: jiangsu-wuxiao-2023
unit:
  name: 甲市总工会
  kind: city
  summary: |
    第一段，推进创新。
    第二段，=不是公式。
  union_role: led
  letter_date: 2023-08-20
  postcode: '012345'
  contact: {name: 王一, phone: 025-83530000-8023, wechat: wx_wang}
  publicity: {start: 2023-08-07, end: 2023-08-11, place: 公示栏, objections: false}
nominations:
  - id: P01
    title: =阀门快拆装置
    category: invention
    patent_numbers: [ZL 2021 1 1485226.1, ZL 2023 1 0531858.X]
    field: {level1: 能源与节能, level2: 动力电气, level3: 锅炉}
    introduction: 简介一
    in_use_since: 2022-12-31
    completed_in_province: true
    declarations: {classified: false, ip_dispute: false, drug: false,
                   government_funded: false, provincial_award: false, already_recognised: true}
    lead:
      name: 努尔兰·叶尔肯
      sex: male
      worker_kind: worker
      id_number: '32999919900101001X'
      skill_level: 技师（二级）
      title_level: none
      mobile: '13800000001'
      employed_in_province: false
      full_time_since: 2020-01-01
      honours:
        - {year: 2021, name: 甲市工匠, issuer: 甲市总工会}
        - {year: 2022, name: 乙市工匠, issuer: 乙市总工会}
    employer:
      name: 甲市阀门厂
      ownership: private
      contact: {name: 李二, mobile: '13800000002'}
      union: {name: 甲市阀门厂工会, contact: {name: 赵三}, postcode: '210000'}
      publicity: {start: 2023-07-03, end: 2023-07-07, place: 厂门口, objections: true}
    before: {text: 以前}
    after: {text: 以后}
    video: {name: 拆装过程, seconds: 146}
    contributors:
      - {name: 钱四, sex: female, duty: 画图}
      - {name: 孙五, duty: 试验}
    team:
      kind: [studio_led, joined, other]
      other_text: 兴趣小组
      award: {year: 2020, name: 先进班组, issuer: 甲市总工会}
    support: 支持
    plan: 计划
    opinion: {text: 同意, handler: {name: 周六, phone: 025-83530001}}
  - id: P02
    title: 轴承加热器
    lead: {name: 吴七}
filing:
  full_name: 甲学会
  organization_code: '123456789'
  filled_on: 2023-07-01
  has_union: true
"""


@cache
def activity() -> Activity:
    return load_activity(ROOT / "data" / "activities" / ID)


def find_activity(name: str) -> Activity:
    if name != ID:
        raise InputError("没有这个活动", where=name, remedy="改正活动代号")
    return activity()


def read(folder: Path) -> Intake:
    return load(folder, find_activity)


def read_yaml(folder: Path, text: str) -> Intake:
    folder.mkdir(exist_ok=True)
    (folder / "dossier.yaml").write_text(text, encoding="utf-8")
    return read(folder)


def nomination_yaml(text: str) -> str:
    """A dossier with one nomination, of which `text` is the inside."""
    inside = "\n".join(f"    {line}" for line in text.strip().splitlines())
    return f"activity: {ID}\nnominations:\n  - id: P01\n{inside}\n"


Rows = Iterable[Sequence[Any]]

UNIT_ROWS: Rows = [["活动", ID], ["提名单位", "甲市总工会"]]


def read_rows(
    folder: Path,
    projects: Rows = (),
    *,
    others: Mapping[str, Rows] | None = None,
    unit: Rows = UNIT_ROWS,
    edit: Callable[[openpyxl.Workbook], object] | None = None,
) -> Intake:
    """What is read from a workbook with these rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in {"提名单位": unit, "项目": projects, **(others or {})}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if edit:
        edit(book)
    folder.mkdir(exist_ok=True)
    book.save(folder / "dossier.xlsx")
    return read(folder)


def said(findings: Iterable[Finding]) -> list[str]:
    return [finding.message for finding in findings]
