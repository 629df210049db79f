# ruff: noqa: E501  (one row, one line)
"""Every rule with data beside the expectation: passing, failing, and on the boundary.

`expect` is what the rule finds: `E` an error, `W` a warning, `?` a warning that it cannot tell,
one letter for each finding, empty for none.  `edge` marks rows that sit on a boundary.  `at` says
where they stand, where a rule may lay them to several places: dossier, nomination, and the field's beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.dossier.intake import FileFacts
from pipeline.dossier.models import (
    Category,
    Contributor,
    DocumentKind,
    Dossier,
    Evidence,
    Filing,
    Honour,
    Person,
    Publicity,
    Sex,
    TeamKind,
    TitleLevel,
    UnitKind,
    Video,
    WorkerKind,
)
from tests.rules.build import PICTURE, change, changed, dossier, id_of, publicity

SOCIETY, OTHER, INDUSTRY = (
    UnitKind.PROVINCIAL_SOCIETY, UnitKind.OTHER_SOCIETY, UnitKind.INDUSTRY,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    rule: str
    says: str
    expect: str
    dossiers: tuple[Dossier, ...]
    edge: bool = False
    files: Mapping[str, FileFacts] | None = None
    at: tuple[str, ...] = ()


def row(
    rule: str,
    says: str,
    expect: str,
    changes: Mapping[str, Any] | None = None,
    *,
    base: Dossier | None = None,
    also: tuple[Dossier, ...] = (),
    edge: bool = False,
    files: Mapping[str, FileFacts] | None = None,
    at: tuple[str, ...] = (),
) -> Row:
    dossiers = (changed(base or dossier(), changes or {}), *also)
    return Row(
        rule=rule, says=says, expect=expect, dossiers=dossiers, edge=edge, files=files, at=at
    )


def of_category(count: int, kind: UnitKind, category: Category = Category.DESIGN) -> Dossier:
    content = dossier(count, kind=kind)
    for index in range(count):
        content = change(content, f"nominations[{index}].category", category)
    return content


def leads(total: int, workers: int, seniors: int = 0) -> Dossier:
    content = dossier(total)
    for index in range(workers, total):
        content = change(content, f"nominations[{index}].lead.worker_kind", WorkerKind.TECHNICIAN)
    for index in range(total - seniors, total):
        content = change(content, f"nominations[{index}].lead.title_level", TitleLevel.SENIOR)
    return content


def text(length: int) -> str:
    return "字" * length


def days(start: str, end: str) -> Publicity:
    return publicity(date.fromisoformat(start), date.fromisoformat(end))


def one_file(**facts: Any) -> dict[str, FileFacts]:
    names = dict.fromkeys(("a1.jpg", "a2.jpg", "b1.jpg", "b2.jpg"), PICTURE)
    given: dict[str, Any] = {
        "size_bytes": 400_000,
        "kind": "jpeg",
        "width_px": 1600,
        "height_px": 1200,
    }
    certificate = FileFacts(size_bytes=30_000, kind="pdf", pages=1)
    return {**names, "证明.pdf": certificate, "a1.jpg": FileFacts(**(given | facts))}


CODE, OTHER_CODE = "91329999MAQ7K31P97", "91329999MAQ52H8T4Y"
OTHER_PROVINCE = "91319999MAQ7K31P93"
VIDEO = {"n.video": Video(name="演示", file="v.mp4")}
CERTIFIED = {"n.lead.skill_certificate": "S0001", "n.evidence.skill_certificate": ("c.jpg",)}
TITLED = {"n.lead.title_certificate": "T0001", "n.evidence.title_certificate": ("t.jpg",)}
TWO_OF_ONE_LEAD = change(dossier(2), "nominations[1].lead", dossier().nominations[0].lead)
SECOND_UNIT = change(dossier(first=2), "unit.name", "泽川市总工会")


def _quota() -> list[Row]:
    rows = []
    for kind, each, total in (
        (UnitKind.CITY, 4, 20), (INDUSTRY, 2, 10), (SOCIETY, 1, 5),
    ):  # fmt: skip
        rows += [
            row(
                "quota.category",
                f"{kind}, the last allowed",
                "",
                base=of_category(each, kind),
                edge=True,
            ),
            row(
                "quota.category",
                f"{kind}, one more",
                "E",
                base=of_category(each + 1, kind),
                edge=True,
            ),
            row(
                "quota.total",
                f"{kind}, the last allowed",
                "",
                base=dossier(total, kind=kind),
                edge=True,
            ),
            row(
                "quota.total",
                f"{kind}, one more",
                "E",
                base=dossier(total + 1, kind=kind),
                edge=True,
            ),
        ]
    return [
        *rows,
        *_added_up(),
        row("quota.category", "other society has no limit by category", "", base=of_category(2, OTHER)),
        row("quota.category", "two categories over", "EE", base=_two_over(), at=("卷1 P04", "卷1 P02")),
        row("quota.category", "two over: the first of them", "E", base=of_category(6, UnitKind.CITY), at=("卷1 P05",)),
        row("quota.category", "no kind of unit: required says so", "", {"unit.kind": None}, base=of_category(5, OTHER)),
        row("quota.total", "other society, the last allowed", "", base=dossier(2, kind=OTHER), edge=True),
        row("quota.total", "other society, one more", "E", base=dossier(3, kind=OTHER), edge=True),
        row("quota.total", "told fewer, the last allowed", "", {"unit.quota": 2}, base=dossier(2), edge=True),
        row("quota.total", "told fewer, one more", "E", {"unit.quota": 2}, base=dossier(3), edge=True),
        row("quota.total", "told no number of nominations", "E", {"unit.quota": 0}, base=dossier(2), edge=True),
        row("quota.total", "told more than the notice says", "", {"unit.quota": 3}, base=dossier(3, kind=OTHER), edge=True),
        row("ratio.frontline_workers", "exactly 60 % passes", "", base=leads(5, 3), edge=True),
        row("ratio.frontline_workers", "12 of 20 passes", "", base=leads(20, 12), edge=True),
        row("ratio.frontline_workers", "11 of 20 fails", "E", base=leads(20, 11), edge=True),
        row("ratio.frontline_workers", "59.3 % fails", "E", base=leads(27, 16), edge=True),
        row("ratio.frontline_workers", "60.9 % passes", "", base=leads(23, 14)),
        row("ratio.frontline_workers", "59 of 100 fails", "E", base=leads(100, 59), edge=True),
        row("ratio.frontline_workers", "60 of 100 passes", "", base=leads(100, 60), edge=True),
        row("ratio.frontline_workers", "no nominations", "", {"nominations": ()}),
        row("ratio.frontline_workers", "no kind of unit: what binds all kinds binds it", "E", {"unit.kind": None}, base=leads(5, 2), edge=True),
        row("ratio.senior_technicians", "exactly 10 % passes", "", base=leads(10, 9, 1), edge=True),
        row("ratio.senior_technicians", "1 of 9 fails", "E", base=leads(9, 8, 1), edge=True),
        row("ratio.senior_technicians", "10 of 100 passes", "", base=leads(100, 80, 10), edge=True),
        row("ratio.senior_technicians", "11 of 100 fails", "E", base=leads(100, 80, 11), edge=True),
        row("ratio.senior_technicians", "a senior worker is no technician", "", {"n.lead.title_level": TitleLevel.SENIOR}),
        row("ratio.senior_technicians", "associate senior counts", "E", {
            "n.lead.title_level": TitleLevel.ASSOCIATE_SENIOR, "n.lead.worker_kind": WorkerKind.TECHNICIAN}),
        row("ratio.senior_technicians", "intermediate does not count", "", {
            "n.lead.title_level": TitleLevel.INTERMEDIATE, "n.lead.worker_kind": WorkerKind.TECHNICIAN}),
        row("ratio.senior_technicians", "no nominations", "", {"nominations": ()}),
    ]  # fmt: skip


def _added_up() -> list[Row]:
    """Several dossiers of one unit count together, and each of them is told."""
    two, three = of_category(2, UnitKind.CITY), of_category(3, UnitKind.CITY)
    empty = dossier(0)

    def named(content: Dossier, name: str | None, kind: UnitKind | None = UnitKind.CITY) -> Dossier:
        return changed(content, {"unit.name": name, "unit.kind": kind})

    return [
        row("quota.category", "two dossiers of one unit, the last allowed", "", base=two, also=(two,), edge=True),
        row("quota.category", "two dossiers of one unit, one more: the last of both", "EE", base=two, also=(three,), edge=True, at=("卷1 P02", "卷2 P03")),
        row("quota.category", "one of three has none of the kind", "EE", base=two, also=(three, empty)),
        row("quota.category", "one unit, written otherwise", "EE", base=two, also=(named(three, " 云江市总工会（盖章）"),), edge=True),
        row("quota.category", "two units told apart by words in brackets", "", base=named(two, "江苏省产业工会（教育）"), also=(named(three, "江苏省产业工会（机械）"),), edge=True),
        row("quota.category", "two units", "", base=two, also=(named(three, "泽川市总工会"),), edge=True),
        row("quota.category", "two without a name are not one", "", base=named(two, None), also=(named(three, None),), edge=True),
        row("quota.category", "one does not say its kind", "EE", base=named(two, "云江市总工会", None), also=(three,), edge=True),
        row("quota.category", "they do not agree on their kind: the quotas of both", "E", base=two, also=(named(dossier(2), "云江市总工会", SOCIETY),), edge=True),
        row("quota.total", "two dossiers of one unit, the last allowed", "", base=dossier(10), also=(dossier(10, first=11),), edge=True),
        row("quota.total", "two dossiers of one unit, one more: both", "EE", base=dossier(10), also=(dossier(11, first=11),), edge=True),
        row("ratio.frontline_workers", "60 % of two dossiers", "", base=leads(4, 1), also=(leads(6, 5),), edge=True),
        row("ratio.frontline_workers", "less of two dossiers: both", "EE", base=leads(4, 1), also=(leads(6, 4),), edge=True),
        row("ratio.senior_technicians", "10 % of two dossiers", "", base=leads(4, 3, 1), also=(leads(6, 6),), edge=True),
        row("ratio.senior_technicians", "more of two dossiers: both", "EE", base=leads(4, 3, 1), also=(leads(5, 5),), edge=True),
    ]  # fmt: skip


def _two_over() -> Dossier:
    content = of_category(4, SOCIETY)
    for index in (2, 3):
        content = change(content, f"nominations[{index}].category", Category.CREATION)
    return content


def _of_one_employer(content: Dossier) -> Dossier:
    changes = {
        f"nominations[{index}].employer.name": "第1养护公司"
        for index in range(len(content.nominations))
    }
    return changed(content, changes)


def _duplicates() -> list[Row]:
    other = dossier(first=2)
    same_lead = change(other, "nominations[0].lead", dossier().nominations[0].lead)
    unnumbered = change(change(same_lead, "nominations[0].lead.id_number", None),
                        "nominations[0].employer.name", "第1养护公司")  # fmt: skip
    title = "nominations[0].title"
    return [
        row("lead.once", "two leads", "", base=dossier(2)),
        row("lead.once", "one lead twice in a dossier: the later one", "E", base=TWO_OF_ONE_LEAD, at=("卷1 P02",)),
        row("lead.once", "one lead three times, once without ID number: each later one once", "EE", {"nominations[2].lead.id_number": None},
            base=_of_one_employer(change(TWO_OF_ONE_LEAD, "nominations", (*TWO_OF_ONE_LEAD.nominations, dossier(3).nominations[2]))), edge=True, at=("卷1 P02", "卷1 P03")),
        row("lead.once", "two of one employer, no ID numbers", "", {"n.lead.id_number": None, "n.lead.name": "蒋文藻", "nominations[1].lead.id_number": None}, base=_of_one_employer(dossier(2)), edge=True),
        row("lead.once", "two without name and ID number", "", {"n.lead.id_number": None, "n.lead.name": None, "nominations[1].lead.id_number": None, "nominations[1].lead.name": None}, base=_of_one_employer(dossier(2)), edge=True),
        row("lead.once", "two without workplace and ID number", "", {"n.lead.id_number": None, "n.employer.name": None, "nominations[1].lead.id_number": None, "nominations[1].employer.name": None}, base=dossier(2), edge=True),
        row("lead.once", "one lead in two dossiers: both", "EE", also=(same_lead,)),
        row("lead.once", "no ID number, same name and employer", "EE", also=(unnumbered,), edge=True),
        row("lead.once", "same name and employer, other ID number", "", base=change(dossier(2), "nominations[1].employer.name", "第1养护公司"), edge=True),
        row("lead.once", "same name, other employer, no ID number", "", {"n.lead.id_number": None}, base=dossier(2), edge=True),
        row("project.duplicate", "two titles", "", base=dossier(2)),
        row("project.duplicate", "one title written in two ways", "E", {"n.title": "ＡＢ-纠偏 装置"}, base=change(dossier(2), "nominations[1].title", "ab纠偏装置"), edge=True, at=("卷1 P02 title",)),
        row("project.duplicate", "one patent twice", "E", {"n.patent_numbers": ("ZL 2021 1 1485226.1",)}, base=change(dossier(2), "nominations[1].patent_numbers", ("202111485226.1",)), at=("卷1 P02 patent_numbers",)),
        row("project.duplicate", "one patent twice in one nomination", "E", {"n.patent_numbers": ("ZL202111485226.1", "ZL 2021 1 1485226.1")}),
        row("project.duplicate", "no number twice in one nomination", "", {"n.patent_numbers": ("申请中", "申请中")}, edge=True),
        row("project.duplicate", "a title that starts alike", "", {"n.title": "第2号装置改进"}, base=dossier(2), edge=True),
        row("project.one_unit", "two projects", "", also=(other,)),
        row("project.one_unit", "one title in two dossiers", "EE", also=(change(other, title, "第1号装置"),), at=("卷1 P01 title", "卷2 P02 title")),
        row("project.one_unit", "one patent in two dossiers", "EE", {"n.patent_numbers": ("ZL 2021 1 1485226.1",)}, also=(change(other, "nominations[0].patent_numbers", ("2021114852261",)),), edge=True),
        row("project.one_unit", "twice in one dossier is another rule", "", {"n.title": "第2号装置"}, base=dossier(2), edge=True),
        row("employer.one_unit", "two employers", "", also=(SECOND_UNIT,)),
        row("employer.one_unit", "one employer through two units", "EE", also=(change(SECOND_UNIT, "nominations[0].employer.name", "第1养护公司"),)),
        row("employer.one_unit", "two codes", "", {"n.employer.uscc": CODE}, also=(change(SECOND_UNIT, "nominations[0].employer.uscc", OTHER_CODE),), edge=True),
        row("employer.one_unit", "one name and one code: told once", "EE", {"n.employer.uscc": CODE},
            also=(changed(SECOND_UNIT, {"n.employer.uscc": CODE, "n.employer.name": "第1养护公司"}),), edge=True),
        row("employer.one_unit", "two dossiers that do not name their unit", "EE", {"unit.name": None}, also=(changed(SECOND_UNIT, {"unit.name": None, "n.employer.name": "第1养护公司"}),), edge=True),
        row("employer.one_unit", "the second of its employers", "EE", {"n.employer.name": "第2养护公司"}, base=dossier(3),
            also=(change(SECOND_UNIT, "nominations[0].employer.name", "第3养护公司"),), edge=True, at=("卷1 P03", "卷2 P02")),
        row("employer.one_unit", "one code, two names", "EE", {"n.employer.uscc": "91329999MAQ7K31P97"}, also=(change(SECOND_UNIT, "nominations[0].employer.uscc", "91329999MAQ7K31P97"),), edge=True),
        row("employer.one_unit", "two dossiers of one unit", "", also=(change(other, "nominations[0].employer.name", "第1养护公司"),), edge=True),
        *_identity(),
        row("employer.one_unit", "twice through one unit", "", {"n.employer.name": "第2养护公司"}, base=dossier(2)),
    ]  # fmt: skip


def employers(*pairs: tuple[str | None, str | None], first: int = 1) -> Dossier:
    """A dossier with nominations of employers of these names and codes."""
    content = dossier(len(pairs), first=first)
    for index, (name, code) in enumerate(pairs):
        content = change(content, f"nominations[{index}].employer.name", name)
        content = change(content, f"nominations[{index}].employer.uscc", code)
    return content


def _identity() -> list[Row]:
    works, mill = "云江巧匠（江苏）有限公司", "云江巧匠机械厂"
    here = [
        ("two employers", "", ((works, CODE), (mill, OTHER_CODE)), False),
        ("one employer twice", "", ((works, CODE), (works, CODE)), False),
        ("one code, two names: the later", "W", ((works, CODE), (mill, CODE)), True),
        ("one code, two names, twice each", "W", ((works, CODE), (mill, CODE), (works, CODE), (mill, CODE)), False),
        ("one code, three names", "WW", ((works, CODE), (mill, CODE), ("云江乙厂", CODE)), False),
        ("one name, two codes: the later", "W", ((works, CODE), (works, OTHER_CODE)), True),
        ("brackets and spaces of other width", "", ((works, CODE), ("云江 巧匠(江苏)有限公司", CODE)), True),
        ("another place in brackets", "W", ((works, CODE), ("云江巧匠（云江）有限公司", CODE)), True),
        ("what it was called before, in brackets", "", ((works, CODE), (f"{works}（原{mill}）", CODE)), True),
        ("its former name alone", "W", ((f"{works}（原{mill}）", CODE), (mill, CODE)), True),
        ("another place at the end, in brackets", "W", (("中东油气（江苏）", CODE), ("中东油气（上海）", CODE)), True),
        ("a former name amid the name", "W", (("中东油气（原丙厂）甲厂", CODE), ("中东油气", CODE)), True),
        ("a code written in two ways", "", ((works, CODE), (works, " 91329999maq7k31p97")), True),
        ("a wrong code: employer.uscc says so", "", ((works, CODE), (works, CODE[:-1] + "8")), True),
        ("no code", "", ((works, CODE), (works, None)), True),
        ("no name", "", ((works, CODE), (None, CODE)), True),
    ]  # fmt: skip
    return [
        *(row("employer.identity", says, expect, base=employers(*pairs), edge=edge)
          for says, expect, pairs, edge in here),
        row("employer.identity", "one code, two names in two dossiers: both", "WW", base=employers((works, CODE)),
            also=(employers((mill, CODE), first=2),), edge=True),
        row("employer.identity", "one name, two codes in three dossiers: all", "WWW", base=employers((works, CODE)),
            also=(employers((works, CODE), first=2), employers((works, OTHER_CODE), first=3))),
        row("employer.identity", "one employer in two dossiers", "", base=employers((works, CODE)),
            also=(employers((works, CODE), first=2),)),
    ]  # fmt: skip


def _publicity() -> list[Row]:
    rows = []
    for rule, path in (
        ("publicity.region", "unit.publicity"),
        ("publicity.employer", "n.employer.publicity"),
    ):
        rows += [
            row(rule, "three working days", "", {path: days("2023-07-10", "2023-07-12")}, edge=True),
            row(rule, "two working days", "E", {path: days("2023-07-10", "2023-07-11")}, edge=True),
            row(rule, "a weekend does not count", "E", {path: days("2023-07-07", "2023-07-10")}, edge=True),
            row(rule, "a holiday does not count", "E", {path: days("2023-06-21", "2023-06-25")}, edge=True),
            row(rule, "a make-up Sunday counts", "", {path: days("2023-06-21", "2023-06-26")}, edge=True),
            row(rule, "over on the day before the letter", "", {path: days("2023-08-14", "2023-08-19")}, edge=True),
            row(rule, "over on the day of the letter", "E", {path: days("2023-08-14", "2023-08-20")}, edge=True),
            row(rule, "the end before the start", "E", {path: days("2023-07-14", "2023-07-10")}),
            row(rule, "a year without calendar", "?", {path: days("2027-03-01", "2027-03-05"), "unit.letter_date": date(2027, 4, 1)}),
            row(rule, "enough days are known", "", {path: days("2026-12-28", "2027-01-05"), "unit.letter_date": date(2027, 4, 1)}, edge=True),
            row(rule, "two days cannot be three", "E", {path: days("2027-03-01", "2027-03-02"), "unit.letter_date": date(2027, 4, 1)}, edge=True),
            row(rule, "three days that nobody knows", "?", {path: days("2027-03-01", "2027-03-03"), "unit.letter_date": date(2027, 4, 1)}, edge=True),
            row(rule, "no start, over on the day of the letter", "E", {path: Publicity(end=date(2023, 8, 20))}, edge=True),
            row(rule, "no end: required says so", "", {path: Publicity(start=date(2023, 8, 7))}, edge=True),
            row(rule, "no letter: required says so", "", {"unit.letter_date": None}, edge=True),
            row(rule, "no dates: required says so", "", {path: Publicity(place="x")}),
        ]  # fmt: skip
    return [
        *rows,
        row("publicity.objection", "none", ""),
        row("publicity.objection", "one in the unit", "E", {"unit.publicity.objections": True}),
        row("publicity.objection", "one in the employer", "E", {"n.employer.publicity.objections": True}),
        row("publicity.objection", "not answered", "?", {"unit.publicity.objections": None}, edge=True),
        row("publicity.objection", "not answered in the employer", "?", {"n.employer.publicity.objections": None}, edge=True),
        row("publicity.objection", "no publicity at all: required says so", "", {"unit.publicity": Publicity()}, edge=True),
        row("window.letter", "no letter: required says so", "", {"unit.letter_date": None}, edge=True),
        row("window.letter", "the first day", "", {"unit.letter_date": date(2023, 5, 15)}, edge=True),
        row("window.letter", "the day before it", "W", {"unit.letter_date": date(2023, 5, 14)}, edge=True),
        row("window.letter", "the last day", "", {"unit.letter_date": date(2023, 8, 31)}, edge=True),
        row("window.letter", "the day after it", "W", {"unit.letter_date": date(2023, 9, 1)}, edge=True),
    ]  # fmt: skip


def _unit() -> list[Row]:
    city, industry = UnitKind.CITY, UnitKind.INDUSTRY
    names = [
        ("云江市总工会", city, ""), ("云江市总工会", industry, "W"), ("云江市总工会", SOCIETY, "W"),
        ("云江市总工会（盖章）", industry, "W"), (" 云江市 总工会", city, ""), ("云江新区总工会", city, ""),
        ("南京市江北新区总工会", city, ""), ("南京市江北新区总工会", industry, "W"), ("苏州工业园区总工会", city, ""),
        ("云江市海湾区总工会", city, "W"), ("海屿县总工会", city, "W"), ("江湾街道总工会", city, "W"),
        ("江苏省总工会", city, "W"), ("云海市总工会职工服务中心", city, ""),
        ("江苏省国防工业工会", industry, ""), ("省机冶石化工会", industry, ""), ("省教育科技工会", industry, ""),
        ("江苏省交通厅工会", industry, ""), ("江苏省云海管理局工会", industry, ""), ("云海集团工会", industry, ""),
        ("云海集团有限公司工会委员会", industry, ""), ("中国教育工会江苏省委员会", industry, ""),
        ("省级机关工会工作委员会", industry, ""), ("云海集团有限公司总工会", industry, ""),
        ("江苏省国防工业工会", city, "W"), ("云海集团工会", SOCIETY, "W"), ("中国教育工会江苏省委员会", city, "W"),
        ("云海集团有限公司", industry, ""), ("云海集团有限公司", city, "W"), ("云海（江苏）有限公司", OTHER, "W"),
        ("江苏省巧匠协会", SOCIETY, ""), ("江苏省巧匠协会", OTHER, "W"), ("江苏省工会学研究会", SOCIETY, ""),
        ("江苏省巧匠学会", city, "W"), ("云江市巧匠协会", OTHER, ""), ("云江市巧匠协会", SOCIETY, "W"),
        ("江苏省城市园林协会", SOCIETY, ""), ("城市园林协会", SOCIETY, ""), ("江苏巧匠研究会", OTHER, ""),
        ("江苏巧匠研究会", industry, "W"), ("云海工会联合会", industry, ""), ("巧匠之家", city, ""), ("", city, ""),
    ]  # fmt: skip
    return [
        row("unit.kind", "a kind that does not fit its name", "W", {"unit.name": "云江市总工会", "unit.kind": industry}, at=("卷1 - unit.kind",)),
        row("unit.kind", "a name that fits no kind", "W", {"unit.name": "海屿县总工会"}, at=("卷1 - unit.name",)),
        *(row("unit.kind", f"{name} {kind}", expect, {"unit.name": name, "unit.kind": kind}, edge=True)
          for name, kind, expect in names),
        row("unit.kind", "no kind: required says so", "", {"unit.kind": None}),
        row("unit.kind", "no name: required says so", "", {"unit.name": None}),
    ]  # fmt: skip


def _filing() -> list[Row]:
    society = dossier(kind=SOCIETY)
    filed = "filing.filled_on"
    code = "filing.organization_code"
    return [
        row("filing.required", "a society with filing", "", base=society),
        row("filing.required", "a society without", "E", {"filing": Filing()}, base=society),
        row("filing.required", "any other society without", "E", {"filing": Filing()}, base=dossier(kind=OTHER)),
        row("filing.required", "a society with one value", "", {"filing": Filing(number="1")}, base=society, edge=True),
        row("filing.required", "no kind of unit: required says so", "", {"unit.kind": None}, edge=True),
        row("filing.required", "a city needs none", "", edge=True),
        row("filing.deadline", "the last day", "", {filed: date(2023, 7, 15)}, base=society, edge=True),
        row("filing.deadline", "the day after", "E", {filed: date(2023, 7, 16)}, base=society, edge=True),
        row("filing.deadline", "no day: required asks for it", "", {filed: None}, base=society, edge=True),
        row("filing.deadline", "a city's does not matter", "", {filed: date(2023, 7, 16)}),
        row("filing.organization_code", "none: required asks for it", "", {code: None}, base=society, edge=True),
        row("filing.organization_code", "nothing but spaces", "", {code: "  "}, base=society, edge=True),
        row("filing.organization_code", "a city's does not matter", "", {code: "12345678-9"}, edge=True),
        row("filing.organization_code", "nine characters", "", {code: "12345678-8"}, base=society),
        row("filing.organization_code", "without hyphen, full-width", "", {code: "１２３４５６７８８"}, base=society, edge=True),
        row("filing.organization_code", "check digit X", "", {code: "D2143569X"}, base=society, edge=True),
        row("filing.organization_code", "wrong check digit", "E", {code: "12345678-9"}, base=society, edge=True),
        row("filing.organization_code", "eighteen characters", "", {code: "91329999MAQ7K31P97"}, base=society),
        row("filing.organization_code", "eighteen, wrong check character", "E", {code: "91329999MAQ7K31P98"}, base=society, edge=True),
        row("filing.organization_code", "ten characters, the first nine sound", "E", {code: "12345678-80"}, base=society, edge=True),
        row("filing.organization_code", "ten characters", "E", {code: "1234567890"}, base=society, edge=True),
    ]  # fmt: skip


def _required() -> list[Row]:
    society = dossier(kind=SOCIETY)
    return [
        row("required", "everything is there", ""),
        row("required", "everything is there in a society", "", base=society),
        row("required", "a name is missing", "E", {"n.lead.name": None}),
        row("required", "a name is blank", "E", {"n.lead.name": ""}, edge=True),
        row("required", "no is a value", "", {"n.completed_in_province": False}, edge=True),
        row("required", "a whole record is missing", "EEE", {"unit.publicity": Publicity()}),
        row("required", "an optional record with one value", "E", {"unit.contact": Person(phone="025-83536240")}, edge=True),
        row("required", "an empty optional record", "", {"unit.contact": Person()}, edge=True),
        row("required", "an item with one value", "E", {"n.contributors": (Contributor(name="万里程"),)}, edge=True),
        row("required", "an empty item", "", {"n.contributors": (Contributor(),)}, edge=True),
        row("required", "no nominations", "E", {"nominations": ()}, edge=True),
        row("required", "no team", "E", {"n.team.kind": ()}),
        row("required", "a city's filing does not matter", "", {"filing": Filing(number="1")}, edge=True),
        row("required", "a society's missing filing is said once, elsewhere", "", {"filing": Filing()}, base=society, edge=True),
        row("required", "a society's filing lacks a value", "E", {"filing.address": None}, base=society),
        row("required", "a society's union", "EE", {"filing.has_union": True}, base=society, edge=True),
        row("required", "a society's union, named", "", {"filing.has_union": True, "filing.union_name": "巧匠促进会工会", "filing.union_contact": Person(name="蒋文藻", job_title="主席", mobile="13800000402")}, base=society, edge=True),
        row("required", "a city's union does not matter", "", {"filing": Filing(has_union=True)}, edge=True),
        row("required", "no kind of unit", "E", {"unit.kind": None}, base=society, edge=True),
        row("required", "employed elsewhere, with its date", "", {"n.lead.employed_in_province": False, "n.lead.full_time_since": date(2020, 1, 1)}, edge=True),
        row("required", "another kind of team, named", "", {"n.team.kind": (TeamKind.JOINED, TeamKind.OTHER), "n.team.other_text": "攻关组"}, edge=True),
        row("required", "a title with its level", "", {"n.lead.title": "工程师", "n.lead.title_level": TitleLevel.INTERMEDIATE}, edge=True),
        row("required", "employed elsewhere, no date", "E", {"n.lead.employed_in_province": False}, edge=True),
        row("required", "another kind of team, not named", "E", {"n.team.kind": (TeamKind.JOINED, TeamKind.OTHER)}, edge=True),
        row("required", "a title without level", "E", {"n.lead.title": "工程师"}, edge=True),
        row("required", "the certificate has its own rule", "", {"n.evidence.frontline_certificate": ()}, edge=True),
        row("value.type", "all is read", ""),
        row("value.type", "one number twice", "E", {"n.id": "P02"}, base=dossier(2)),
        row("value.type", "one number twice, written otherwise", "E", {"n.id": "p02 "}, base=dossier(2), edge=True),
        row("value.type", "two without number: required says so", "", {"n.id": None}, base=change(dossier(2), "nominations[1].id", None), edge=True),
        row("value.type", "a field of another year", "E", {"n.energy_saved": 3}),
    ]  # fmt: skip


TEXT_LIMITS = {
    "unit.summary": 400, "filing.summary": 500, "n.introduction": 300, "n.lead.effectiveness": 300,
    "n.lead.contribution": 300, "n.lead.achievements": 200, "n.before.text": 150,
    "n.after.text": 300, "n.support": 300, "n.plan": 200, "n.opinion.text": 300,
}  # fmt: skip
ITEM_LIMITS: dict[str, tuple[int, Any]] = {
    "n.lead.honours": (2, Honour(name="x")), "n.team.award": (1, Honour(name="x")),
    "n.before.photos": (4, "x.jpg"), "n.after.photos": (4, "x.jpg"),
}  # fmt: skip


def _limits() -> list[Row]:
    society = dossier(kind=SOCIETY)
    rows = []
    for path, most in TEXT_LIMITS.items():
        rows += [
            row("limit.text", f"{path}: {most}", "", {path: text(most)}, base=society, edge=True),
            row("limit.text", f"{path}: {most + 1}", "E", {path: text(most + 1)}, base=society, edge=True),
        ]  # fmt: skip
    for path, (most, item) in ITEM_LIMITS.items():
        rows += [
            row("limit.items", f"{path}: {most}", "", {path: (item,) * most}, edge=True),
            row("limit.items", f"{path}: {most + 1}", "E", {path: (item,) * (most + 1)}, edge=True),
        ]
    video, typed = "n.video", {"n.video": Video(name="演示", seconds=180)}

    def length(milliseconds: int | None, **more: Any) -> dict[str, FileFacts]:
        return {"v.mp4": FileFacts(size_bytes=1, kind="video", milliseconds=milliseconds, **more)}

    return [
        *rows,
        row("limit.text", "white space does not count", "", {"n.before.text": " \n　".join(text(150))}, edge=True),
        row("limit.text", "over in characters only", "W", {"n.before.text": text(149) + "PLC"}, edge=True),
        row("limit.text", "over in both", "E", {"n.before.text": text(150) + "PLC"}, edge=True),
        row("limit.text", "a run of digits is one word", "W", {"n.before.text": text(149) + "2023"}, edge=True),
        row("limit.items", "one video", "", {video: Video(name="演示")}, edge=True),
        row("limit.video", "no video", ""),
        row("limit.video", "180 s typed", "", typed, edge=True),
        row("limit.video", "181 s typed", "E", {video: Video(name="演示", seconds=181)}, edge=True),
        row("limit.video", "180 s in the file", "", VIDEO, files=length(180_000), edge=True),
        row("limit.video", "180.499 s in the file: 180", "", VIDEO, files=length(180_499), edge=True),
        row("limit.video", "180.5 s in the file: 181", "E", VIDEO, files=length(180_500), edge=True),
        row("limit.video", "typed, no file, while files are looked at", "", typed, files=length(1)),
        row("limit.video", "the file was not looked at", "?", VIDEO, files={}),
        row("limit.video", "no length in the file, 180 s as typed", "?", {video: Video(file="v.mp4", seconds=180)}, files=length(None, unknown="读不出来"), edge=True),
        row("limit.video", "181 s in the file", "E", VIDEO, files=length(181_000), edge=True),
        row("limit.video", "the file, not what was typed, counts", "E", {video: Video(file="v.mp4", seconds=100)}, files=length(200_000), edge=True),
        row("limit.video", "files are not looked at", "", VIDEO),
        row("limit.video", "no length in the file", "?", VIDEO, files=length(None, unknown="读不出来")),
        row("limit.video", "no length in the file, too long as typed", "E", {video: Video(file="v.mp4", seconds=181)}, files=length(None, unknown="读不出来"), edge=True),
        row("limit.video", "the file does not open: another rule says so", "", VIDEO, files=length(None, problem="打不开")),
        row("limit.video", "neither file nor length", "?", {video: Video(name="演示")}, at=("卷1 P01 video.seconds",)),
    ]  # fmt: skip


def _union() -> list[Row]:
    works = "云江泽海船舶重工有限公司"
    fits = [
        (works, f"{works}工会委员会", ""), (works, f"{works}工会", ""), (works, "云江泽海船舶工会联合会", ""),
        (works, "泽海重工工会委员会", ""), (works, "云江 泽海船舶重工有限公司 工会", ""),
        (works, "工会委员会", "W"), (works, "工会", "W"), (works, "", ""), (None, "工会委员会", ""),
        (works, "云江恒丰纺织有限公司工会委员会", "W"), (works, "云江恒丰重型机械有限公司工会委员会", "W"),
        (works, "江苏恒丰有限公司工会", "W"), (works, "恒丰集团有限公司工会委员会", ""), (works, "恒丰控股工会", ""),
        (works, None, ""), ("——", "恒丰工会", ""), (works, "泽海航运工会", ""), ("云江海洋恒丰", "恒丰航运工会", ""),
        ("云江泽丰", "恒丰航运工会", "W"), ("泽科技芯", "恒科技芯工会", "W"), ("云江供电公司", "云供工会", ""),
        (works, "泽工会", "W"), (works, "云江市工会", ""), ("云江一院", "云江院工会", ""),
        (works, "江湾街道总工会", ""), (works, "云江开发区工会联合会", ""), (works, "江苏省国防工业工会", "W"),
        ("江苏海芯微电子（云江）有限公司", "江苏海芯微电子(云江)有限公司工会委员会", ""),
        ("海芯科技（云江）有限公司", "恒丰科技（云江）有限公司工会委员会", "W"),
        ("云江泽海船舶重工有限公司船体分厂", "云江泽海船舶重工有限公司工会委员会", ""),
        ("国网江苏省电力有限公司云江供电分公司", "国网云江供电公司工会委员会", ""),
        ("云江市第一人民医院", "云江一院工会委员会", ""), ("云江市第一人民医院", "云江市总工会", ""),
        ("云江大学", "中国教育工会云江大学委员会", ""), ("云江恒丰有限公司（原云江第二纺织厂）", "云江第二纺织厂工会委员会", ""),
        ("云江人民医院", "云江中医院工会委员会", ""),
    ]  # fmt: skip
    name, union = "n.employer.name", "n.employer.union.name"
    group = change(dossier(2), "nominations[1].employer.name", "云江恒丰纺织集团有限公司")
    group = change(group, "nominations[1].employer.union.name", "云江恒丰纺织集团有限公司工会")
    return [
        *(row("employer.union", f"{owner}, {called}", expect, {name: owner, union: called}, edge=True)
          for owner, called, expect in fits),
        row("employer.union", "the province is nothing in common", "W", {name: "江苏海芯", union: "江苏恒丰工会", "n.employer.address": None}, edge=True),
        row("employer.union", "the second, where the first names none", "W", {union: None}, base=change(dossier(2), "nominations[1].employer.union.name", "云江恒丰工会"), edge=True),
        row("employer.union", "a group's, not of another employer here", "", {name: works, union: "云江恒丰纺织集团有限公司工会"}, edge=True),
        row("employer.union", "that of another employer here, a row too far", "W", {name: works, union: "云江恒丰纺织集团有限公司工会"}, base=group, edge=True),
        row("employer.union", "that of another employer of the same trade", "W", {name: "云江泽海纺织有限公司", union: "云江恒丰纺织集团有限公司工会"}, base=group, edge=True),
        row("employer.union", "that of the group above it", "", {name: "云江恒丰印染有限公司", union: "云江恒丰纺织集团有限公司工会"}, base=group, edge=True),
        row("employer.union", "the nominating unit itself", "", {name: works, union: "江苏省国防工业工会", "unit.name": "江苏省国防工业工会"}, edge=True),
        row("employer.union", "that of where the lead works", "", {name: works, union: "恒丰海事劳务公司工会", "n.lead.employer": "恒丰海事劳务公司"}, edge=True),
        row("employer.union", "a place in the address is nothing in common", "W", {name: "江湾重工", union: "江湾纺织工会", "n.employer.address": "江苏省云江市江湾区"}, edge=True),
    ]  # fmt: skip


def _project() -> list[Row]:
    level1, level2, level3 = "n.field.level1", "n.field.level2", "n.field.level3"
    declarations = [
        row("project.excluded", key, "E", {f"n.declarations.{key}": True}, edge=True)
        for key in (
            "classified", "ip_dispute", "drug", "government_funded", "provincial_award",
            "already_recognised",
        )
    ]  # fmt: skip
    patents = [
        ("granted", "", "ZL 2021 1 1485226.1"), ("check character X", "", "ZL 2023 1 0531858.X"),
        ("bare digits", "", "2021114852261"), ("old form", "", "ZL 98 1 12345.7"),
        ("wrong check digit", "W", "ZL 2021 1 1485226.2"), ("unknown kind", "W", "ZL 2021 4 1485226.1"),
        ("too short", "W", "ZL 2021 1 148522.1"), ("a year to come", "W", "ZL 2024 1 1485226.5"),
        ("this year", "", "ZL 2023 1 1485226.0"), ("the first year of this form", "", "ZL 2003 1 1485226.3"), ("the year before it", "W", "ZL 2002 1 1485226.9"), ("a word", "W", "申请中"),
        ("nothing but spaces", "", "  "), ("words behind it", "W", "ZL 2021 1 1485226.1（发明）"),
    ]  # fmt: skip
    no_denial = [
        row(
            "project.excluded_hint",
            f"{no}{verb}国家秘密",
            "",
            {"n.after.text": f"{no}{verb}国家秘密。"},
            edge=True,
        )
        for no, verb in (
            *((no, "涉及") for no in ("不", "无", "未", "非", "没有", "不存在", "不得")),
            *(("不", verb) for verb in ("", "含", "含有", "属于", "属", "泄露", "包含", "是")),
        )
    ]
    not_about_it = [
        row("project.excluded_hint", f"{path} is not about the project", "", {path: value}, edge=True)
        for path, value in (
            ("n.id", "国家秘密"), ("n.patent_numbers", ("国家秘密",)), ("n.opinion.handler.name", "国家秘密"),
            *((f"n.lead.{field}", "国家秘密") for field in (
                "name", "id_number", "education", "degree", "mobile", "email", "postcode", "address", "employer",
                "skill_certificate", "title_certificate")),
        )
    ]  # fmt: skip
    return [
        row("taxonomy.field", "no first level: required asks for it", "", {level1: None}, edge=True),
        row("taxonomy.field", "no second level: required asks for it", "", {level2: None}, edge=True),
        row("taxonomy.field", "a character too many before the first level", "E", {level1: "三能源与节能"}, edge=True),
        row("taxonomy.field", "as listed", "", {level3: "太阳能技术及测试与装备"}),
        row("taxonomy.field", "with its number and in other brackets", "", {level1: "三、能源与节能"}, edge=True),
        row("taxonomy.field", "a number before the second level", "E", {level2: "二、新能源"}, edge=True),
        row("taxonomy.field", "unknown first level", "E", {level1: "能源"}),
        row("taxonomy.field", "second level of another first", "E", {level2: "土木建筑"}, edge=True),
        row("taxonomy.field", "unknown third level", "W", {level3: "屋顶光伏"}, edge=True),
        row("taxonomy.field", "no third level", "", {level3: None}),
        row("taxonomy.field", "nothing is listed below", "", {level1: "其他", level2: "绝技绝活等", level3: "剪纸"}, edge=True),
        row("project.in_province", "in the province", ""),
        row("project.in_province", "elsewhere", "E", {"n.completed_in_province": False}, edge=True),
        row("project.in_use_by", "no day: required asks for it", "", {"n.in_use_since": None}, edge=True),
        row("project.in_use_by", "the last day", "", {"n.in_use_since": date(2022, 12, 31)}, edge=True),
        row("project.in_use_by", "the day after", "E", {"n.in_use_since": date(2023, 1, 1)}, edge=True),
        *(row("project.union_origin", kind, "", {"n.team.kind": (kind,)}, edge=True)
          for kind in (TeamKind.STUDIO_LED, TeamKind.CREW_LED, TeamKind.CONTEST_LED, TeamKind.JOINED)),
        row("project.union_origin", "no team: required asks for it", "", {"n.team.kind": ()}, edge=True),
        row("project.union_origin", "independent", "E", {"n.team.kind": (TeamKind.INDEPENDENT,)}, edge=True),
        row("project.union_origin", "other alone", "E", {"n.team.kind": (TeamKind.OTHER,)}, edge=True),
        row("project.union_origin", "independent and joined", "", {"n.team.kind": (TeamKind.INDEPENDENT, TeamKind.JOINED)}, edge=True),
        row("project.excluded", "none", ""),
        *declarations,
        row("project.excluded_hint", "plain words", ""),
        row("project.excluded_hint", "an award", "W", {"n.lead.honours": (Honour(name="江苏省科学技术奖"),)}),
        row("project.excluded_hint", "a team's award", "W", {"n.team.award": (Honour(name="国家科技进步奖"),)}),
        row("project.excluded_hint", "a drug", "W", {"n.introduction": "用于新药生产。"}),
        row("project.excluded_hint", "secrecy", "W", {"n.after.text": "属于国家秘密。"}),
        row("project.excluded_hint", "secrecy denied", "", {"n.after.text": "不涉及国家秘密，无涉密内容。"}, edge=True),
        row("project.excluded_hint", "denied, then named", "W", {"n.after.text": "不涉密，但含机密图纸。"}, edge=True),
        *no_denial,
        *not_about_it,
        row("project.excluded_hint", "an employer may be called so", "", {"n.employer.name": "某药品公司"}, edge=True),
        *(row("patent.number", says, expect, {"n.patent_numbers": (number,)}, edge=True)
          for says, expect, number in patents),
        row("patent.number", "none", ""),
        row("employer.in_province", "in the province", ""),
        row("employer.in_province", "elsewhere", "E", {"n.employer.registered_in_province": False}, edge=True),
        row("employer.uscc", "none", ""),
        row("employer.uscc", "right", "", {"n.employer.uscc": "91329999MAQ7K31P97"}, edge=True),
        row("employer.uscc", "check character 0", "", {"n.employer.uscc": "91329999MAQ7K31040"}, edge=True),
        row("employer.uscc", "one character off", "W", {"n.employer.uscc": "91329999MAQ7K31P98"}, edge=True),
        row("employer.uscc", "a letter it never has", "W", {"n.employer.uscc": "91329999MAO7K31P97"}),
        row("employer.uscc", "of another province", "W", {"n.employer.uscc": OTHER_PROVINCE}, edge=True),
    ]  # fmt: skip


def _wrong(number: str) -> str:
    """An ID number with another check digit."""
    return number[:-1] + ("1" if number[-1] == "0" else "0")


def _lead() -> list[Row]:
    kind = "n.lead.document"
    number, title, level = "n.lead.id_number", "n.lead.title", "n.lead.title_level"
    elsewhere = {"n.lead.employed_in_province": False}
    letter = {"unit.letter_date": date(2023, 8, 20)}
    jobs = [
        ("班长", ""), ("总经理", "E"), ("研究所所长", "E"), ("车间主任、副总经理", "E"), ("董事长（法定代表人）", "E"),
        ("副总经理兼技术员", "E"), ("车间主任", "W"), ("总经理助理", "W"), ("项目经理", "W"), ("机台长", ""),
        ("班组工作负责人", ""), ("护士长", ""), (None, ""),
    ]  # fmt: skip
    skills = [
        ("高级工", ""), ("高级工（三级）", ""), ("高级工(三级)", ""), ("三级/高级工", ""), ("首席技师", ""),
        ("国家职业资格二级", ""), (None, ""), ("钳工高级技师", "W"), ("高级工程师", "W"), ("八级工", "W"),
        ("高 级 工", ""), ("高级工、", ""), ("高级工、技师", "W"),
    ]  # fmt: skip
    titles = [
        ("高级工程师", TitleLevel.ASSOCIATE_SENIOR, ""), ("高级工程师", TitleLevel.INTERMEDIATE, "W"),
        ("正高级工程师", TitleLevel.SENIOR, ""), ("工程师", TitleLevel.INTERMEDIATE, ""),
        ("助理工程师", TitleLevel.JUNIOR, ""), ("助理工程师", TitleLevel.INTERMEDIATE, "W"),
        ("副主任医师", TitleLevel.ASSOCIATE_SENIOR, ""), ("主任医师", TitleLevel.SENIOR, ""),
        ("主管护师", TitleLevel.INTERMEDIATE, ""), ("助理研究员", TitleLevel.INTERMEDIATE, ""),
        ("研究员", TitleLevel.SENIOR, ""), ("副研究馆员", TitleLevel.ASSOCIATE_SENIOR, ""),
        ("高级工", TitleLevel.ASSOCIATE_SENIOR, "W"), ("高级技师", TitleLevel.SENIOR, "W"),
        ("拍卖师", TitleLevel.INTERMEDIATE, "?"), ("高级工程师", None, ""),
        (None, TitleLevel.NONE, ""), (None, TitleLevel.SENIOR, "W"), (None, None, ""),
    ]  # fmt: skip
    return [
        row("lead.employment", "in the province", ""),
        row("lead.employment", "elsewhere, here since the day", "", {**elsewhere, "n.lead.full_time_since": date(2021, 1, 1)}, edge=True),
        row("lead.employment", "elsewhere, here since the day after", "E", {**elsewhere, "n.lead.full_time_since": date(2021, 1, 2)}, edge=True),
        row("lead.employment", "elsewhere, no day: required asks for it", "", elsewhere, edge=True),
        row("lead.employment", "in the province, here since the day after", "", {"n.lead.full_time_since": date(2021, 1, 2)}, edge=True),
        *(row("lead.frontline", job or "none", expect, {"n.lead.job_title": job}, edge=True) for job, expect in jobs),
        row("lead.id_number", "right", "", {number: id_of()}),
        row("lead.id_number", "none: required asks for it", "", {number: None}, edge=True),
        row("lead.id_number", "a county nobody knows", "", {number: id_of(region="320199")}, edge=True),
        row("lead.id_number", "check character X, small", "", {number: _with_x().lower()}, edge=True),
        row("lead.id_number", "wrong check digit", "E", {number: id_of()[:-1] + ("0" if id_of()[-1] != "0" else "1")}, edge=True),
        row("lead.id_number", "seventeen characters", "E", {number: id_of()[:17]}, edge=True),
        row("lead.id_number", "nineteen characters", "E", {number: id_of() + "0"}, edge=True),
        row("lead.id_number", "born in 1900", "", {number: id_of("1900-01-01")}, edge=True),
        row("lead.id_number", "born before 1900", "E", {number: id_of("1899-12-31")}, edge=True),
        row("lead.id_number", "30 February", "E", {number: id_of("1986-02-30")}, edge=True),
        row("lead.id_number", "29 February of a leap year", "", {number: id_of("1988-02-29")}, edge=True),
        row("lead.id_number", "29 February of no leap year", "E", {number: id_of("1987-02-29")}, edge=True),
        row("lead.id_number", "born on the letter's date", "", {number: id_of("2023-08-20")}, edge=True),
        row("lead.id_number", "born after it", "E", {number: id_of("2023-08-21")}, edge=True),
        row("lead.id_number", "born before 2023 ends, no letter", "", {number: id_of("2023-12-31"), "unit.letter_date": None}, edge=True),
        row("lead.id_number", "born after 2023, no letter", "E", {number: id_of("2024-01-01"), "unit.letter_date": None}, edge=True),
        row("lead.id_number", "no such province", "E", {number: id_of(region="169999")}, edge=True),
        row("lead.id_number", "a foreigner's", "", {number: id_of(region="932840"), kind: DocumentKind.PERMANENT_RESIDENCE}),
        row("lead.id_number", "a foreigner's, kind not filled in", "W", {number: id_of(region="932840")}, edge=True),
        row("lead.id_number", "a foreigner's, as a resident's", "W", {number: id_of(region="932840"), kind: DocumentKind.RESIDENT}),
        *(row("lead.id_number", f"residence permit {region}, kind not filled in", "W", {number: id_of(region=region)}) for region in ("810000", "820000", "830000")),
        row("lead.id_number", "a place below that of a residence permit", "", {number: id_of(region="810101")}, edge=True),
        row("lead.id_number", "a foreigner's, wrong check digit", "E", {number: _wrong(id_of(region="932840"))}, edge=True),
        row("lead.id_number", "a foreigner's old card", "", {number: "USA320186051701", kind: DocumentKind.PERMANENT_RESIDENCE}),
        row("lead.id_number", "a resident's for a foreigner's", "E", {number: id_of(), kind: DocumentKind.PERMANENT_RESIDENCE}, edge=True),
        *(row("lead.id_number", f"residence permit {region}", "", {number: id_of(region=region), kind: DocumentKind.RESIDENCE_PERMIT}) for region in ("810000", "820000", "830000")),
        row("lead.id_number", "residence permit, wrong check digit", "E", {number: _wrong(id_of(region="810000")), kind: DocumentKind.RESIDENCE_PERMIT}),
        row("lead.id_number", "residence permit of a province", "E", {number: id_of(), kind: DocumentKind.RESIDENCE_PERMIT}, edge=True),
        row("lead.id_number", "a passport", "", {number: "E12345678", kind: DocumentKind.OTHER}),
        row("lead.id_number", "a passport, kind not filled in", "E", {number: "E12345678"}, edge=True),
        row("lead.sex", "a foreigner's number does not tell", "", {number: id_of(serial=318, region="932840")}),
        row("lead.sex", "another document's digits say nothing", "", {number: id_of(serial=318), kind: DocumentKind.OTHER}),
        row("lead.sex", "a residence permit tells", "E", {number: id_of(serial=318, region="830000"), kind: DocumentKind.RESIDENCE_PERMIT}),
        row("lead.age", "a foreigner's number tells", "W", {**letter, number: id_of("2007-08-21", region="932840")}),
        row("lead.age", "another document's digits say nothing", "", {**letter, number: id_of("2007-08-21"), kind: DocumentKind.OTHER}),
        row("required", "another document without its name", "E", {number: "E12345678", kind: DocumentKind.OTHER}),
        row("required", "another document and its name", "", {number: "E12345678", kind: DocumentKind.OTHER, "n.lead.other_text": "护照"}),
        row("lead.sex", "a man's number", "", {number: id_of(serial=317)}, edge=True),
        row("lead.sex", "a woman's number", "E", {number: id_of(serial=318)}, edge=True),
        row("lead.sex", "a woman with a woman's number", "", {number: id_of(serial=318), "n.lead.sex": Sex.FEMALE}),
        row("lead.sex", "no number: required asks for it", "", {number: None}, edge=True),
        row("lead.sex", "no sex: required asks for it", "", {"n.lead.sex": None}, edge=True),
        row("lead.sex", "a broken number says nothing", "", {number: id_of(serial=318)[:17]}),
        row("lead.age", "16 today", "", {**letter, number: id_of("2007-08-20")}, edge=True),
        row("lead.age", "16 tomorrow", "W", {**letter, number: id_of("2007-08-21")}, edge=True),
        row("lead.age", "66 tomorrow", "", {**letter, number: id_of("1957-08-21")}, edge=True),
        row("lead.age", "66 today", "W", {**letter, number: id_of("1957-08-20")}, edge=True),
        row("lead.age", "no letter date: required says so", "", {"unit.letter_date": None}),
        *(row("lead.skill_level", level or "none", expect, {"n.lead.skill_level": level}, edge=True) for level, expect in skills),
        *(row("lead.title", f"{name} {rank}", expect, {title: name, level: rank}, edge=True) for name, rank, expect in titles),
        row("lead.certificate", "nothing claimed", ""),
        row("lead.certificate", "a skill with number and file", "", {"n.lead.skill_level": "技师", **CERTIFIED}, edge=True),
        row("lead.certificate", "a skill without either", "EE", {"n.lead.skill_level": "技师"}, edge=True),
        row("lead.certificate", "a skill without file", "E", {"n.lead.skill_level": "技师", **CERTIFIED, "n.evidence.skill_certificate": ()}, edge=True),
        row("lead.certificate", "a title with number and file", "", {title: "工程师", **TITLED}, edge=True),
        row("lead.certificate", "a title without number", "E", {title: "工程师", **TITLED, "n.lead.title_certificate": None}, edge=True),
        row("lead.certificate", "a level without title", "EE", {level: TitleLevel.JUNIOR}, edge=True),
        row("lead.certificate", "the level none", "", {level: TitleLevel.NONE}, edge=True),
    ]  # fmt: skip


def _with_x() -> str:
    return next(
        each for each in (id_of(serial=serial) for serial in range(1, 99, 2)) if each[-1] == "X"
    )


def _evidence() -> list[Row]:
    portraits, certificate = "n.evidence.portraits", "n.evidence.frontline_certificate"
    return [
        row("evidence.frontline_certificate", "there", ""),
        row("evidence.frontline_certificate", "not there", "E", {"n.evidence.frontline_certificate": ()}, edge=True),
        row("evidence.photos", "two and two", "", edge=True),
        row("evidence.photos", "one portrait", "E", {portraits: ("a.jpg",)}, edge=True),
        row("evidence.photos", "one workplace photo", "E", {"n.evidence.workplace": ("b.jpg",)}, edge=True),
        row("evidence.photos", "three portraits", "E", {portraits: ("a.jpg",) * 3}, edge=True),
        row("evidence.photos", "one workplace photo, no portrait", "EE", {portraits: (), "n.evidence.workplace": ("b.jpg",)}, edge=True),
        row("evidence.readable", "files are not looked at", ""),
        row("evidence.readable", "all open", "", files=one_file()),
        row("evidence.readable", "not there", "E", files=one_file(problem="不存在")),
        row("evidence.readable", "not looked at by mistake", "?", files={**one_file(), "a1.jpg": FileFacts(unknown="没有组件")}),
        row("evidence.readable", "none looked at by mistake", "?????", files={}),
        row("evidence.readable", "a HEIC named .jpg that this computer cannot open", "W?", files=one_file(kind="heic", unknown="没有组件"), edge=True),
        row("evidence.readable", "nobody knows how wide", "", files=one_file(width_px=None), edge=True),
        row("evidence.readable", "a PDF named .jpg for a certificate is used", "", {certificate: ("c.jpg",)}, files={**one_file(), "c.jpg": FileFacts(kind="pdf")}, edge=True),
        row("evidence.readable", "a video named otherwise is used", "", {"n.video": Video(file="v.pdf")}, files={**one_file(), "v.pdf": FileFacts(kind="video")}, edge=True),
        row("evidence.readable", "a PNG named .jpg is used", "", files=one_file(kind="png"), edge=True),
        row("evidence.readable", "a HEIC named .jpg is used, and told of", "W", files=one_file(kind="heic"), edge=True),
        row("evidence.readable", "a kind of picture that no paper can show", "E", files=one_file(kind="avif"), edge=True),
        row("evidence.readable", "a photo of no known kind", "E", files=one_file(kind=""), edge=True),
        row("evidence.readable", "not looked at, and to be printed", "E?", {"n.before.photos": ("a1.jpg",)}, files=one_file(unknown="没有组件"), edge=True),
        row("evidence.readable", "not looked at, and to be printed as what came after", "E?", {"n.after.photos": ("a1.jpg",)}, files=one_file(unknown="没有组件"), edge=True),
        row("evidence.readable", "an OFD for a certificate", "E", {certificate: ("c.ofd",)}, files={**one_file(), "c.ofd": FileFacts(kind="ofd")}),
        row("evidence.readable", "a Word file for a certificate", "E", {certificate: ("c.docx",)}, files={**one_file(), "c.docx": FileFacts(kind="docx")}, edge=True),
        row("evidence.readable", "a Word file for a report", "", {"n.evidence.media": ("m.docx",)}, files={**one_file(), "m.docx": FileFacts(kind="docx")}, edge=True),
        row("evidence.readable", "a web page named .pdf for a report", "E", {"n.evidence.media": ("m.pdf",)}, files={**one_file(), "m.pdf": FileFacts(kind="html")}, edge=True),
        row("evidence.readable", "a picture named .pdf for a certificate is used", "", {certificate: ("c.pdf",)}, files={**one_file(), "c.pdf": PICTURE}, edge=True),
        row("evidence.readable", "a PDF for a photo", "E", files=one_file(kind="pdf", width_px=None), edge=True),
        row("evidence.readable", "20 MB", "", files=one_file(size_bytes=20_000_000), edge=True),
        row("evidence.readable", "20 MB and a byte", "E", files=one_file(size_bytes=20_000_001), edge=True),
        row("evidence.readable", "1000 pixels", "", files=one_file(width_px=1000), edge=True),
        row("evidence.readable", "999 pixels", "W", files=one_file(width_px=999), edge=True),
        row("evidence.readable", "a video of 500 MB", "", VIDEO, files={**one_file(), "v.mp4": FileFacts(size_bytes=500_000_000, kind="video")}, edge=True),
        row("evidence.readable", "a video of more", "E", VIDEO, files={**one_file(), "v.mp4": FileFacts(size_bytes=500_000_001, kind="video")}, edge=True),
        row("evidence.readable", "a picture for a video", "E", VIDEO, files={**one_file(), "v.mp4": PICTURE}),
        row("evidence.readable", "a small certificate is no photo", "", {"n.evidence.other": ("o.jpg",)}, files={**one_file(), "o.jpg": FileFacts(size_bytes=1, kind="jpeg", width_px=9)}, edge=True),
    ]  # fmt: skip


def looking_like(**digests: str) -> dict[str, FileFacts]:
    """Files by name, a letter or digit and the ending left out, each with a digest."""
    return {
        f"{name}.jpg": FileFacts(kind="jpeg", width_px=1600, digest=digest)
        for name, digest in digests.items()
    }


def _twice() -> list[Row]:
    two, title = dossier(2), "nominations[1].title"
    second = change(dossier(first=2), "nominations[0].evidence", Evidence(portraits=("z.jpg",)))
    alike, certificates = (
        looking_like(a1="x", a2="x"),
        "nominations[1].evidence.frontline_certificate",
    )
    notices = {
        "n.employer.publicity.files": ("p.jpg",),
        "nominations[1].employer.publicity.files": ("q.jpg",),
    }

    def twice(
        says: str, expect: str, changes: Mapping[str, Any], base: Dossier | None = None
    ) -> Row:
        files = looking_like(p="x", q="x")
        return row("evidence.duplicate", says, expect, changes, base=base, files=files, edge=True)

    return [
        row("evidence.duplicate", "files are not looked at", ""),
        row("evidence.duplicate", "all differ", "", files=looking_like(a1="1", a2="2", b1="3", b2="4")),
        row("evidence.duplicate", "no digest says nothing", "", files=looking_like(a1="", a2=""), edge=True),
        row("evidence.duplicate", "two portraits alike", "W", files=alike, edge=True),
        row("evidence.duplicate", "four alike: the later three", "WWW", files=looking_like(a1="x", a2="x", b1="x", b2="x"), edge=True),
        row("evidence.duplicate", "one file at two places", "W", {"n.before.photos": ("a1.jpg",)}, files=looking_like(a1="x", a2="y"), edge=True),
        twice("before and after", "W", {"n.before.photos": ("p.jpg",), "n.after.photos": ("q.jpg",)}),
        twice("a certificate for two leads", "W", {"n.evidence.frontline_certificate": ("p.jpg",), certificates: ("q.jpg",)}, two),
        twice("one report on two projects", "", {"n.evidence.media": ("p.jpg",), "nominations[1].evidence.media": ("q.jpg",)}, two),
        twice("one other paper on two projects", "", {"n.evidence.other": ("p.jpg",), "nominations[1].evidence.other": ("q.jpg",)}, two),
        twice("two projects without title", "W", {"n.before.photos": ("p.jpg",), "nominations[1].before.photos": ("q.jpg",), "n.title": None, title: None}, two),
        twice("the notice of two employers without name", "W", {**notices, "n.employer.name": None, "nominations[1].employer.name": None}, two),
        twice("one report as a report and as something else", "W", {"n.evidence.media": ("p.jpg",), "n.evidence.other": ("q.jpg",)}),
        twice("the notice of one employer with two projects", "", {**notices, "nominations[1].employer.name": "第1养护公司"}, two),
        twice("the notice of two employers", "W", notices, two),
        twice("the unit's notice for an employer's", "W", {"unit.publicity.files": ("p.jpg",), "n.employer.publicity.files": ("q.jpg",)}),
        twice("one project twice: another rule", "", {"n.before.photos": ("p.jpg",), "nominations[1].before.photos": ("q.jpg",), title: "第1号装置"}, two),
        twice("two projects", "W", {"n.before.photos": ("p.jpg",), "nominations[1].before.photos": ("q.jpg",)}, two),
        row("evidence.duplicate", "in two dossiers: both", "WW", also=(second,), files=looking_like(a1="x", z="x"), edge=True),
        row("evidence.duplicate", "one unit's notice in two dossiers", "", {"unit.publicity.files": ("p.jpg",)},
            also=(change(second, "unit.publicity.files", ("q.jpg",)),), files=looking_like(p="x", q="x"), edge=True),
    ]  # fmt: skip


def _contact() -> list[Row]:
    phones = [
        ("13800000401", ""), ("025-83536240", ""), ("025-80003100-8023", ""), ("51280808-8023", ""),
        ("（025）83536240", ""), ("0512-51280808转8023", ""), ("138 0000 0401", ""), ("+86 13800000401", ""),
        ("025-83536240、13800000401", ""), ("025 83536240/83536241", ""), ("400-800-1234", ""), ("12351", ""),
        ("１３８０００００４０１", ""), ("1380000040", "W"), ("138000004011", "W"), ("12800000401", "W"),
        ("13800000401 025-83536240", ""), ("13800000401 8353", "W"), ("13800000401、8353", "W"), ("13800000401、", ""),
        ("025-8353624", ""), ("025-835362", "W"), ("没有电话", "W"), ("", ""),
    ]  # fmt: skip
    emails = [
        ("a@example.com", ""), ("a.b-c@mail.example.com.cn", ""), ("a@b.cn；c@d.cn", ""), ("a@example", "W"),
        ("a＠example.com", "W"), ("a@example..com", "W"), ("example.com", "W"), ("a b@example.com", "W"),
        ("a..b@example.com", "W"), ("a@b.cn；c@d", "W"), ("a@b.cn；", ""),
    ]  # fmt: skip
    postcodes = [
        ("210000", ""),
        ("２１００００", ""),
        ("21000", "W"),
        ("2100000", "W"),
        ("21000O", "W"),
    ]
    return [
        *(row("contact.phone", text or "none", expect, {"n.lead.mobile": text}, edge=True) for text, expect in phones),
        row("contact.phone", "in the unit", "W", {"unit.phone": "8353"}),
        *(row("contact.email", text, expect, {"n.opinion.email": text}, edge=True) for text, expect in emails),
        *(row("contact.postcode", text, expect, {"n.employer.postcode": text}, edge=True) for text, expect in postcodes),
    ]  # fmt: skip


def _characters() -> list[Row]:
    names = [
        ("沈珣", ""), ("𠮷野", ""), ("阿依努尔·艾合买提", ""), ("〇一", ""), ("阿依努尔•艾合买提", "W"), ("阿依努尔.艾合买提", "W"),
        ("沈?", "W"), ("沈？", "W"), ("沈\ue001", "W"), ("沈X", "W"), ("沈 珣", "W"), ("沈珣 ", "W"), ("沈\ufffd", "W"),
        ("⼤勇", "W"), ("沈1", "W"),
    ]  # fmt: skip
    texts = [
        ("字\n字\t字\r\n", ""), ("℃±Φ①²㎡—…“”", ""), ("𠮷", ""), ("\x07", "E"), ("字\x0b字", "E"), ("\x00", "E"),
        ("\x1b[31m", "E"), ("\ue000", "E"), ("\uf8ff", "E"), ("\U000f0000", "E"), ("\x85", "E"), ("\u202e", "E"),
        ("\ufffd", "E"), ("\ud800", "E"),
    ]  # fmt: skip
    return [
        *(row("name.characters", ascii(name), expect, {"n.lead.name": name}, edge=True) for name, expect in names),
        row("name.characters", "a contributor's", "W", {"n.contributors": (Contributor(name="王?"),)}),
        row("name.characters", "a contact's", "W", {"n.employer.contact.name": "王?"}),
        row("name.characters", "a union's name is no person's", "", {"n.employer.union.name": "ABC 工会"}, edge=True),
        *(row("text.characters", ascii(text), expect, {"n.plan": text}, edge=True) for text, expect in texts),
        row("text.characters", "in the unit", "E", {"unit.name": "市\x0c总工会"}),
    ]  # fmt: skip


ROWS: tuple[Row, ...] = (
    *_quota(), *_duplicates(), *_publicity(), *_unit(), *_filing(), *_required(), *_limits(), *_union(), *_project(),
    *_lead(), *_evidence(), *_twice(), *_contact(), *_characters(),
)  # fmt: skip
