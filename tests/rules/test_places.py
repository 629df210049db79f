"""Where a finding says it stands, what it hides, and what it leaves to the reader."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.dossier.intake import FileFacts
from pipeline.dossier.models import Person, Publicity, Sex, TitleLevel, UnitKind, Video
from pipeline.dossier.pictures import picture_name
from pipeline.rules import RULES, words
from pipeline.rules.check_digits import id_problems, is_organization_code, is_uscc
from tests.rules.build import (
    PICTURE,
    ROOT,
    all_findings,
    case_of,
    changed,
    dossier,
    filing,
    findings_of,
    id_of,
    intake_of,
    letters,
)
from tests.rules.table import ROWS

SKILLED = {"n.lead.skill_level": "技师"}
UNANSWERED = {"n.employer.publicity.objections": None}


def _cell(cell: str, sheet: str = "项目") -> Source:
    return Source("dossier.xlsx", sheet=sheet, cell=cell)


def _unread(field: str, nomination: str | None = None, rule: str = "value.type") -> Finding:
    return Finding(
        rule=rule, severity=Severity.ERROR, message="认不出", remedy="改正", nomination=nomination,
        field=field,
    )  # fmt: skip


def test_a_clean_dossier_has_no_findings() -> None:
    assert all_findings(case_of(dossier(20))) == []


def test_the_lead_of_the_contract_example() -> None:
    content = changed(dossier(), {"n.in_use_since": None, "n.completed_in_province": False})
    sources = {
        "nominations[0].id": _cell("A7"),
        "nominations[0].in_use_since": _cell("F7"),
        "nominations[0].completed_in_province": _cell("G7"),
    }
    found = {
        finding.rule: finding
        for finding in all_findings(case_of(intake_of(content, sources=sources)))
    }
    assert found["required"].source == _cell("F7")
    assert found["required"].field == "in_use_since"
    assert found["required"].nomination == "P01"
    assert found["project.in_province"].source == _cell("G7")


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({"nominations[0].lead.name": _cell("B7"), "nominations[0].id": _cell("A7")}, _cell("B7")),
        ({"nominations[0].lead": _cell("C7"), "nominations[0].id": _cell("A7")}, _cell("C7")),
        ({"nominations[0].id": _cell("A7")}, _cell("A7")),
        ({}, Source("dossier.xlsx")),
    ],
)
def test_a_missing_value_stands_in_the_nearest_cell(
    sources: dict[str, Source], expected: Source
) -> None:
    content = changed(dossier(), {"n.lead.name": None})
    (finding,) = findings_of("required", case_of(intake_of(content, sources=sources)))
    assert finding.source == expected


def test_a_stroke_in_place_of_a_needed_value_is_shown() -> None:
    content = changed(dossier(), {"n.lead.education": None, "n.lead.title": "工程师"})
    nothings = {"nominations[0].lead.education": "/", "nominations[0].lead.title_level": "未评"}
    intake = dataclasses.replace(intake_of(content), nothings=nothings)
    assert [finding.message for finding in findings_of("required", case_of(intake))] == [
        "没有填写“第一完成人-学历”（写的是“/”）",
        "没有填写“第一完成人-职称等级”（写的是“未评”），职称填的是“工程师”",
    ]


def test_a_list_stands_where_its_first_item_does() -> None:
    content = changed(dossier(), {"n.evidence.portraits": ("a.jpg",)})
    sources = {"nominations[0].evidence.portraits[0]": _cell("Z7")}
    (finding,) = findings_of("evidence.photos", case_of(intake_of(content, sources=sources)))
    assert finding.source == _cell("Z7")


def test_one_too_many_is_the_first_that_is_too_many() -> None:
    photos = tuple(f"{number}.jpg" for number in range(6))
    content = changed(dossier(), {"n.before.photos": photos})
    most = case_of(content).activity.limits.items["before.photos"].max
    sources = {
        f"nominations[0].before.photos[{n}]": Source(photo) for n, photo in enumerate(photos)
    }
    (finding,) = findings_of("limit.items", case_of(intake_of(content, sources=sources)))
    assert finding.field == f"before.photos[{most}]"
    assert finding.source == Source(photos[most])


def test_a_nomination_without_number_is_named_by_its_place() -> None:
    content = changed(dossier(2), {"nominations[1].id": None, "nominations[1].title": None})
    fields = {finding.field for finding in findings_of("required", case_of(content))}
    assert fields == {"nominations[1].id", "nominations[1].title"}


@pytest.mark.parametrize(
    ("field", "nomination", "expect"),
    [
        ("lead.name", "P01", ""),
        ("nominations[0].lead.name", None, ""),
        ("lead", "P01", ""),
        ("lead.sex", "P01", "E"),
        ("lead.name", "P02", "E"),
        ("nominations", None, "E"),
    ],
)
def test_a_value_the_reader_could_not_read_is_not_asked_for_again(
    field: str, nomination: str | None, expect: str
) -> None:
    content = changed(dossier(2), {"n.lead.name": None})
    intake = intake_of(content, findings=(_unread(field, nomination),))
    assert letters(findings_of("required", case_of(intake))) == expect


def test_files_the_reader_could_not_find_are_not_asked_for_again() -> None:
    content = changed(
        dossier(), {"n.evidence.portraits": (), "n.evidence.frontline_certificate": ()}
    )
    findings = (
        _unread("evidence.portraits[1]", "P01"),
        _unread("evidence.frontline_certificate[0]", "P01"),
    )
    case = case_of(intake_of(content, findings=findings))
    assert not findings_of("evidence.photos", case)
    assert not findings_of("evidence.frontline_certificate", case)


@pytest.mark.parametrize(
    ("rule", "changes", "field"),
    [
        ("lead.certificate", SKILLED, "lead.skill_certificate"),
        ("lead.certificate", SKILLED, "evidence.skill_certificate"),
        ("lead.title", {"n.lead.title_level": TitleLevel.SENIOR}, "lead.title"),
        ("limit.video", {"n.video": Video(name="演示")}, "video.seconds"),
        ("publicity.objection", UNANSWERED, "employer.publicity.objections"),
        ("value.type", {"nominations[1].id": "P01"}, "id"),
        ("value.type", {"n.energy_saved": 3}, "energy_saved"),
    ],
)
def test_a_rule_leaves_what_could_not_be_read_to_the_reader(
    rule: str, changes: dict[str, object], field: str
) -> None:
    content = changed(dossier(2), changes)
    found = findings_of(rule, case_of(intake_of(content)))
    unread = intake_of(content, findings=(_unread(field, "P01"),))
    left = findings_of(rule, case_of(unread))
    assert [each for each in found if each.field == field]
    assert left == [each for each in found if each.field != field]


def test_a_photo_too_many_is_told_of_though_another_could_not_be_read() -> None:
    content = changed(dossier(), {"n.evidence.portraits": ("a.jpg", "b.jpg", "c.jpg")})
    intake = intake_of(content, findings=(_unread("evidence.portraits[3]", "P01"),))
    assert letters(findings_of("evidence.photos", case_of(intake))) == "E"


def test_an_unreadable_filing_is_not_a_missing_one() -> None:
    content = changed(dossier(), {"unit.kind": UnitKind.PROVINCIAL_SOCIETY})
    intake = intake_of(content, findings=(_unread("filing.filled_on"),))
    assert not findings_of("filing.required", case_of(intake))


@pytest.mark.parametrize(("first", "said"), [(10, "只有1个工作日"), (11, "早于起始日期")])
def test_a_publicity_is_told_to_be_short_or_to_end_before_it_begins(first: int, said: str) -> None:
    held = Publicity(start=date(2023, 8, first), end=date(2023, 8, 10), place="x", objections=False)
    (finding,) = findings_of(
        "publicity.region", case_of(changed(dossier(), {"unit.publicity": held}))
    )
    assert said in finding.message


@pytest.mark.parametrize(
    ("photos", "said", "remedy"),
    [
        (("a.jpg",), "形象照有1张，应为2张", "补1张形象照"),
        (("a.jpg", "b.jpg", "c.jpg"), "形象照有3张，应为2张", "减去1张形象照"),
    ],
)
def test_photos_too_few_are_to_be_added_and_too_many_taken_away(
    photos: tuple[str, ...], said: str, remedy: str
) -> None:
    content = changed(dossier(), {"n.evidence.portraits": photos})
    (finding,) = findings_of("evidence.photos", case_of(content))
    assert (finding.message, finding.remedy) == (said, remedy)


CERTIFICATE, FILM = "n.evidence.frontline_certificate", "n.video"


@pytest.mark.parametrize(
    ("changes", "name", "facts", "said", "remedy"),
    [
        # megabytes are told upwards: what is too much by a byte is never said to be just enough
        ({}, "a1.jpg", {"kind": "jpeg", "size_bytes": 20_000_001}, "有20.1MB，超过20MB", "压缩"),
        ({}, "a1.jpg", {"kind": "jpeg", "size_bytes": 33_950_000}, "有34.0MB", "压缩"),
        # a fault of a file counts before its kind, unless the kind is of no use here anyway
        ({}, "a1.jpg", {"problem": "打不开"}, "打不开", "换一个能正常打开的文件"),
        ({}, "a1.jpg", {"problem": "要密码", "remedy": "去掉密码"}, "要密码", "去掉密码"),
        ({}, "a1.jpg", {"kind": "pdf", "problem": "要密码"}, "是PDF文件，这里要", "照片"),
        ({}, "a1.jpg", {"kind": "jpeg", "unknown": "没有组件"}, "无法判断", "人工打开核对"),
        ({}, "a1.jpg", {"kind": "jpeg", "unknown": "?", "remedy": "装组件"}, "无法判断", "装组件"),
        ({}, "a1.jpg", {"kind": "mail"}, "Outlook邮件", "把照片另存出来"),
        ({}, "a1.jpg", {"kind": "zip"}, "压缩包", "解压"),
        ({CERTIFICATE: ("c.eml",)}, "c.eml", {"kind": "mail"}, "Outlook邮件", "把附件另存出来"),
        ({FILM: Video(file="v.zip")}, "v.zip", {"kind": "zip"}, "压缩包", "解压"),
        ({FILM: Video(file="v.doc")}, "v.doc", {"kind": "docx"}, "这里要", "换成MP4视频"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_what_helps_against_it(
    changes: dict[str, object], name: str, facts: dict[str, Any], said: str, remedy: str
) -> None:
    others = dict.fromkeys(("证明.pdf", "a1.jpg", "a2.jpg", "b1.jpg", "b2.jpg"), PICTURE)
    case = case_of(changed(dossier(), changes), files={**others, name: FileFacts(**facts)})
    found = [each for each in findings_of("evidence.readable", case) if name in each.message]
    assert said in found[0].message
    assert remedy in found[0].remedy


def test_a_picture_in_a_cell_is_told_by_its_field_and_its_place_among_others() -> None:
    pictured = tuple(picture_name(digit * 64, ".jpg") for digit in "ab")
    content = changed(dossier(), {"n.before.photos": pictured})
    files = dict.fromkeys(("证明.pdf", "a1.jpg", "a2.jpg", "b1.jpg", "b2.jpg"), PICTURE)
    broken = {pictured[0]: PICTURE, pictured[1]: FileFacts(problem="打不开")}
    (finding,) = findings_of("evidence.readable", case_of(content, files=files | broken))
    assert "一格里的第2张图片打不开" in finding.message
    assert pictured[1] not in finding.message


@pytest.mark.parametrize("names", [("甲会", "乙会"), (None, None)])
def test_a_file_of_two_units_is_told_of_in_both_with_whose_the_other_one_is(
    names: tuple[str | None, str | None],
) -> None:
    contents = [
        changed(
            dossier(first=place), {"unit.name": name, "unit.publicity.files": (f"{place}.jpg",)}
        )
        for place, name in enumerate(names, 1)
    ]
    files = dict.fromkeys(("1.jpg", "2.jpg"), FileFacts(kind="jpeg", digest="same"))
    found = findings_of("evidence.duplicate", case_of(*contents, files=files))
    assert [each.dossier for each in found] == ["卷1", "卷2"]
    for each, other in zip(found, (names[1] or "卷2", names[0] or "卷1"), strict=True):
        assert f"与“{other}”" in each.message


def test_a_file_of_two_projects_of_one_dossier_is_told_without_the_unit() -> None:
    both = {f"nominations[{place}].before.photos": (f"{place}.jpg",) for place in (0, 1)}
    files = dict.fromkeys(("0.jpg", "1.jpg"), FileFacts(kind="jpeg", digest="same"))
    (found,) = findings_of("evidence.duplicate", case_of(changed(dossier(2), both), files=files))
    assert found.nomination == "P02"
    assert "与P01“" in found.message


def test_messages_hold_no_id_number_and_no_phone_in_full() -> None:
    content = changed(
        dossier(3),
        {
            "n.lead.id_number": id_of()[:-1] + "0",
            "n.lead.mobile": "1380000040",
            "n.lead.sex": Sex.FEMALE,
            "nominations[1].lead.id_number": id_of(),
            "nominations[2].lead.id_number": id_of(),
            "n.opinion.handler": Person(name="盛?", phone="025-8000310"),
            "n.remark": f"{id_of()} 13800000401 \x07",
            "n.title": f"{id_of()}装置",
            "nominations[1].title": f"{id_of()}装置",
        },
    )
    for finding in all_findings(case_of(content)):
        for secret in (id_of(), id_of()[:-1] + "0", "1380000040", "13800000401", "025-8000310"):
            assert secret not in finding.message + finding.remedy


def test_messages_are_one_line_without_a_full_stop() -> None:
    for row in ROWS:
        for finding in findings_of(row.rule, case_of(*row.dossiers, files=row.files)):
            for said in (finding.message, finding.remedy):
                assert said
                assert said.isprintable()
                assert not said.endswith("。")
            assert not finding.remedy.startswith("请")
            assert finding.clause


@pytest.mark.parametrize(
    ("text", "characters", "word_count"),
    [
        ("", 0, 0),
        ("字", 1, 1),
        ("字 字\n字　字", 4, 4),
        ("PLC", 3, 1),
        ("用PLC控制", 6, 4),
        ("2023年8月", 7, 4),
        ("，。“”", 4, 4),
        ("120 kN", 5, 2),
        ("ＰＬＣ", 3, 3),
        ("𠮷", 1, 1),
        ("5℃", 2, 2),
        ("\u200b字", 1, 2),
    ],
)
def test_counts(text: str, characters: int, word_count: int) -> None:
    assert words.characters(text) == characters
    assert words.word_count(text) == word_count


@pytest.mark.parametrize("code", ["91329999MAQ7K31P97", "91329999MAQ52H8T4Y", "12329999MBQ41F702N"])
def test_sound_codes(code: str) -> None:
    assert is_uscc(code)
    assert is_organization_code(code)
    assert not is_uscc(code[:-1] + ("1" if code[-1] != "1" else "2"))


def test_id_numbers_of_every_province_and_of_no_other() -> None:
    of_provinces = """
        11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46
        50 51 52 53 54 61 62 63 64 65 71 81 82 83
    """  # GB/T 2260; 83: residence permits of people from Taiwan
    sound = [code for code in range(10, 90) if not id_problems(id_of(region=f"{code}9999"))]
    assert sound == list(map(int, of_provinces.split()))


def test_no_rule_that_was_published_is_gone_or_says_less() -> None:
    lines = (ROOT / "tests" / "data" / "rules.txt").read_text(encoding="utf-8").splitlines()[1:]
    ours = {rule.id: {each.name[0] for each in rule.severities} for rule in RULES}
    contract = dict(map(str.split, lines))
    assert contract.keys() <= ours.keys()
    for rule_id, severities in contract.items():
        assert set(severities.split("/")) <= ours[rule_id], rule_id


def test_rule_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_filing_of_a_city_is_left_alone() -> None:
    content = dataclasses.replace(dossier(), filing=dataclasses.replace(filing(), summary=None))
    assert all_findings(case_of(content)) == []
