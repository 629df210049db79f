"""The samples are clean; broken in one known way, each shows exactly that fault, and all together.

The variants are made in memory from the dossier as it was read, those of files in a copy of the
folder.  All people are invented.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from pipeline.check import check
from pipeline.dossier.findings import Severity
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import (
    Category,
    Dossier,
    Filing,
    Sex,
    TeamKind,
    TitleLevel,
    WorkerKind,
)
from pipeline.load import load
from pipeline.run import look_at_evidence
from pipeline.settings import Settings
from tests.rules.build import change

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
NAMES = ("city", "industry", "provincial_society", "other_society")

Place = tuple[str, str | None, str | None]
"""Rule, nomination, field."""


@dataclass(frozen=True)
class Variant:
    """One way to break a sample: values to put at paths, and what must be found, no more."""

    changes: Mapping[str, object]
    expected: frozenset[Place]
    warning: bool = False


def variant(changes: Mapping[str, object], *expected: Place, warning: bool = False) -> Variant:
    return Variant(changes, frozenset(expected), warning)


VARIANTS: dict[str, dict[str, Variant]] = {
    "city": {
        "没有提名函日期": variant(
            {"unit.letter_date": None}, ("required", None, "unit.letter_date")
        ),
        "第一完成人是总经理": variant(
            {"nominations[0].lead.job_title": "总经理"}, ("lead.frontline", "P01", "lead.job_title")
        ),
        "应用时间晚了一天": variant(
            {"nominations[2].in_use_since": date(2023, 1, 1)},
            ("project.in_use_by", "P03", "in_use_since"),
        ),
        "姓名里有问号": variant(
            {"nominations[3].lead.name": "沈?"},
            ("name.characters", "P04", "lead.name"),
            warning=True,
        ),
        "项目涉密": variant(
            {"nominations[4].declarations.classified": True},
            ("project.excluded", "P05", "declarations.classified"),
        ),
        "身份证号错了一位": variant(
            {"nominations[6].lead.id_number": "329999198911110000"},
            ("lead.id_number", "P07", "lead.id_number"),
        ),
        "两个项目同名": variant(
            {"nominations[8].title": "连铸结晶器振动台在线对中检测装置"},
            ("project.duplicate", "P09", "title"),
        ),
        "单位公示只有一天": variant(
            {
                "nominations[9].employer.publicity.start": date(2023, 7, 12),
                "nominations[9].employer.publicity.end": date(2023, 7, 12),
            },
            ("publicity.employer", "P10", "employer.publicity.end"),
        ),
        "简介超过300字": variant(
            {"nominations[10].introduction": "长" * 301},
            ("limit.text", "P11", "introduction"),
        ),
        "三级领域不在附件3中": variant(
            {"nominations[11].field.level3": "没有的领域"},
            ("taxonomy.field", "P12", "field.level3"),
            warning=True,
        ),
    },
    "industry": {
        "一线工人只有一半": variant(
            {f"nominations[{n}].lead.worker_kind": WorkerKind.TECHNICIAN for n in (0, 2)},
            ("ratio.frontline_workers", None, "nominations"),
        ),
        "高级职称的占两成": variant(
            {
                "nominations[5].lead.title_level": TitleLevel.ASSOCIATE_SENIOR,
                "nominations[5].lead.title": "高级工程师",
            },
            ("ratio.senior_technicians", None, "nominations"),
        ),
        "同一类型多了一项": variant(
            {"nominations[9].category": Category.INVENTION}, ("quota.category", "P10", "category")
        ),
        "专利号校验位不对": variant(
            {"nominations[1].patent_numbers": ("ZL 2021 2 0487135.1",)},
            ("patent.number", "P02", "patent_numbers[0]"),
            warning=True,
        ),
        "单位不在本省注册": variant(
            {"nominations[3].employer.registered_in_province": False},
            ("employer.in_province", "P04", "employer.registered_in_province"),
        ),
        "同一人提名两次": variant(
            {"nominations[7].lead.id_number": "329999198605173175"},
            ("lead.once", "P08", "lead.id_number"),
        ),
        "公示有异议": variant(
            {"nominations[8].employer.publicity.objections": True},
            ("publicity.objection", "P09", "employer.publicity.objections"),
        ),
    },
    "provincial_society": {
        "备案晚了一天": variant(
            {"filing.filled_on": date(2023, 7, 16)}, ("filing.deadline", None, "filing.filled_on")
        ),
        "组织机构代码错了": variant(
            {"filing.organization_code": "51329999MJQ3B08K43"},
            ("filing.organization_code", None, "filing.organization_code"),
        ),
        "团队不是工会主导或参与的": variant(
            {"nominations[1].team.kind": (TeamKind.INDEPENDENT,)},
            ("project.union_origin", "P02", "team.kind"),
        ),
        "没有一线职工证明": variant(
            {"nominations[2].evidence.frontline_certificate": ()},
            ("evidence.frontline_certificate", "P03", "evidence.frontline_certificate"),
        ),
        "少一张形象照": variant(
            {"nominations[3].evidence.portraits": ("files/P04/portrait-1.jpg",)},
            ("evidence.photos", "P04", "evidence.portraits"),
        ),
        "邮编只有五位": variant(
            {"nominations[4].employer.postcode": "21995"},
            ("contact.postcode", "P05", "employer.postcode"),
            warning=True,
        ),
    },
    "other_society": {
        "没有备案": variant({"filing": Filing()}, ("filing.required", None, "filing")),
        "性别与身份证号不符": variant(
            {"nominations[0].lead.sex": Sex.FEMALE}, ("lead.sex", "P01", "lead.sex")
        ),
        "省内全职时间不够": variant(
            {
                "nominations[1].lead.employed_in_province": False,
                "nominations[1].lead.full_time_since": date(2021, 1, 2),
            },
            ("lead.employment", "P02", "lead.full_time_since"),
        ),
        "本级公示晚于提名函": variant(
            {"unit.publicity.end": date(2023, 8, 28)},
            ("publicity.region", None, "unit.publicity.end"),
        ),
        "没有第一完成人手机": variant(
            {"nominations[0].lead.mobile": None}, ("required", "P01", "lead.mobile")
        ),
    },
}

EACH = [(name, way) for name, ways in VARIANTS.items() for way in ways]


@cache
def sample(name: str) -> Intake:
    return load(SAMPLES / name, Settings().find_activity)


def put(dossier: Dossier, changes: Mapping[str, object]) -> Dossier:
    for path, value in changes.items():
        dossier = change(dossier, path, value)
    return dossier


def found(intake: Intake, *, files: bool = False) -> set[tuple[Place, Severity]]:
    review = check([intake], Settings().find_activity, look=look_at_evidence if files else None)
    places = [((each.rule, each.nomination, each.field), each.severity) for each in review.findings]
    assert len(places) == len(set(places))
    return set(places)


def expected(*variants: Variant) -> set[tuple[Place, Severity]]:
    return {
        (place, Severity.WARNING if each.warning else Severity.ERROR)
        for each in variants
        for place in each.expected
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_clean_with_all_its_files(name: str) -> None:
    assert found(sample(name), files=True) == set()


def test_the_samples_are_clean_beside_each_other() -> None:
    review = check([sample(name) for name in NAMES], Settings().find_activity)
    assert review.findings == ()


@pytest.mark.parametrize(("name", "way"), EACH)
def test_a_broken_sample_shows_exactly_its_fault(name: str, way: str) -> None:
    intake, one = sample(name), VARIANTS[name][way]
    assert found(dataclasses.replace(intake, dossier=put(intake.dossier, one.changes))) == expected(
        one
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_broken_in_every_way_shows_all_faults_and_no_other(name: str) -> None:
    intake, ways = sample(name), VARIANTS[name].values()
    dossier = intake.dossier
    for each in ways:
        dossier = put(dossier, each.changes)
    assert found(dataclasses.replace(intake, dossier=dossier)) == expected(*ways)


# ---------------------------------------------------------------- what only a folder can show


def damaged_photo(folder: Path) -> set[Place]:
    photo = next(folder.rglob("P01*/*[形p]*[象o]*-1.jpg"))
    photo.write_bytes(photo.read_bytes()[:2000])
    return {("evidence.readable", "P01", "evidence.portraits[0]")}


def missing_photo(folder: Path) -> set[Place]:
    next(folder.rglob("P02*/*[形p]*[象o]*-2.jpg")).unlink()
    return {("evidence.photos", "P02", "evidence.portraits")}


def small_photo(folder: Path) -> set[Place]:
    path = next(folder.rglob("P02*/*[形p]*[象o]*-1.jpg"))
    Image.new("RGB", (900, 1200)).save(path)
    return {("evidence.readable", "P02", "evidence.portraits[0]")}


@pytest.mark.parametrize("name", ["city", "industry", "other_society"])
@pytest.mark.parametrize("spoil", [damaged_photo, missing_photo, small_photo])
def test_a_spoilt_folder_shows_exactly_its_fault(
    tmp_path: Path, name: str, spoil: Callable[[Path], set[Place]]
) -> None:
    folder = tmp_path / name
    shutil.copytree(SAMPLES / name, folder)
    wanted = spoil(folder)
    intake = load(folder, Settings().find_activity)
    assert {place for place, _ in found(intake, files=True)} == wanted
