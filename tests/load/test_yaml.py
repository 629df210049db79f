"""`dossier.yaml`: every value stays the text it is, and faults name their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dossier.findings import Severity
from pipeline.errors import InputError
from tests.load.cases import ID, nomination_yaml, read, read_yaml, said


def test_nothing_is_retyped(tmp_path: Path) -> None:
    intake = read_yaml(
        tmp_path,
        nomination_yaml(
            "title: no\nremark: 07\nlead: {name: on, mobile: 13800000001, postcode: 012345, "
            "id_number: 329999199001010010, alias: 1_000, email: 2023-08-20}"
        ),
    )
    one = intake.dossier.nominations[0]
    assert (one.title, one.remark) == ("no", "07")
    lead = one.lead
    assert (lead.name, lead.mobile, lead.postcode) == ("on", "13800000001", "012345")
    assert (lead.id_number, lead.alias, lead.email) == ("329999199001010010", "1_000", "2023-08-20")


def test_an_empty_item_of_a_list_is_none(tmp_path: Path) -> None:
    text = "title: []\ncontributors: [{}, ~, {name: 甲}]\npatent_numbers: [~, ZL1]"
    intake = read_yaml(tmp_path, nomination_yaml(text))
    one = intake.dossier.nominations[0]
    assert one.title is None
    assert [each.name for each in one.contributors] == ["甲"]
    assert one.patent_numbers == ("ZL1",)
    assert intake.findings == ()


def test_nothing_is_nothing(tmp_path: Path) -> None:
    text = "title:\nremark: ~\nlead: null\ncontributors: []\nplan: ''\nsupport: \"null\""
    intake = read_yaml(tmp_path, nomination_yaml(text))
    one = intake.dossier.nominations[0]
    assert (one.title, one.remark, one.plan, one.contributors) == (None, None, None, ())
    assert one.support == "null"
    assert "nominations[0].title" not in intake.sources
    assert intake.findings == ()


def test_an_unknown_key_names_the_nearest_right_one(tmp_path: Path) -> None:
    intake = read_yaml(tmp_path, nomination_yaml("lead: {nmae: 吴七, 性别: 男}\nfoo_bar_baz: 1"))
    third, first, second = intake.findings
    assert (first.field, first.nomination) == ("lead.nmae", "P01")
    assert "“name”" in first.remedy
    assert first.source is not None
    assert first.source.line == 4
    assert "“sex”" in second.remedy
    assert "从中选用" in third.remedy
    assert {each.severity for each in intake.findings} == {Severity.ERROR}


def test_a_key_written_twice_is_an_error_and_the_first_counts(tmp_path: Path) -> None:
    intake = read_yaml(tmp_path, nomination_yaml("title: 甲\ntitle: 乙"))
    assert intake.dossier.nominations[0].title == "甲"
    assert said(intake.findings) == ["“title”写了两次，后一次没有读取"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("title: {a: 1}", "title"), ("title: [甲, 乙]", "title"), ("lead: 吴七", "lead"),
        ("contributors: 钱四", "contributors[0]"), ("patent_numbers: {a: 1}", "patent_numbers"),
        ("in_use_since: 去年", "in_use_since"), ("category: 发明", "category"),
        ("team: {kind: [studio_led, 某某]}", "team.kind"), ("video: {seconds: 三分}", "video.seconds"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_finding_at_its_path(tmp_path: Path, text: str, field: str) -> None:
    intake = read_yaml(tmp_path, nomination_yaml(text))
    assert field in {each.field for each in intake.findings}
    assert {each.rule for each in intake.findings} == {"value.type"}
    assert f"nominations[0].{field}" in intake.sources


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("activity: a\nunit: [\n", 3), ("activity: a\n  b: c", 2), ("a: 'b", 1), ("a: b\n\tc: d", 2),
        ("a: &x [1]\nb: *x", 1), ("a: *x", 1), (f"a: {'[' * 50}", 1), ("a: b\n? [x]\n: y", 2),
        ("a: b\nc: d\x07", 2), ("a: 'b\nc: d\ne: f\n", 1), ("a: b\nc: [d\ne: f", 2), ("a: b\nc d\ne: f", 2),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError, match=f"第{line}行"):
        read_yaml(tmp_path, text)


@pytest.mark.parametrize(
    "text", ["", "# nichts", "- a\n- b", "文字", "a: b\n---\nc: d", "unit: {}"]
)
def test_a_file_that_is_no_dossier_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read_yaml(tmp_path, text)


def test_aliases_cannot_blow_up(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InputError, match="引用"):
        read_yaml(tmp_path, "\n".join(lines))


def test_deep_nesting_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="层次太深"):
        read_yaml(tmp_path, "a: " + "[" * 1_000_000)


def test_a_file_over_5_mb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="太大"):
        read_yaml(tmp_path, "a: " + "x" * 5_000_001)


def test_gbk_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_bytes(f"activity: {ID} # 活动".encode("gbk"))
    with pytest.raises(InputError, match="另存为 UTF-8"):
        read(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_notepad_saves_is_read(tmp_path: Path, encoding: str) -> None:
    text = f"activity: {ID}\r\nunit: {{name: 甲}}\r\n"
    (tmp_path / "dossier.yml").write_bytes(text.encode(encoding))
    assert read(tmp_path).dossier.unit.name == "甲"


def test_one_record_may_stand_without_its_list(tmp_path: Path) -> None:
    intake = read_yaml(
        tmp_path, f"activity: {ID}\nnominations: {{id: P01, team: {{award: {{name: 奖}}}}}}\n"
    )
    assert intake.dossier.nominations[0].team.award[0].name == "奖"
    assert "nominations[0].team.award[0].name" in intake.sources
