"""What an activity asks for: fields by path, options of choices, what bars a project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.activity.asking import Declaration, ExtraOption, Required
from pipeline.activity.model import Activity
from pipeline.activity.tables import Quota
from pipeline.dossier import models
from pipeline.dossier.models import Category, UnitKind
from pipeline.dossier.schema import fields_of
from pipeline.errors import InputError
from pipeline.forms.sheets import plan_of
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.render.views import ViewMaker
from pipeline.rules import rules_of
from tests.load.cases import nomination_yaml, said
from tests.rules.build import activity, case_of, changed, dossier, findings_of, letters


def year(**about: Any) -> Activity:
    """Our activity, asking for other things."""
    return msgspec.structs.replace(activity(), **about)


def read(folder: Path, inside: str, by: Activity) -> Any:
    folder.mkdir(exist_ok=True)
    (folder / "dossier.yaml").write_text(nomination_yaml(inside), encoding="utf-8")
    return load(folder, lambda _: by)


# ---------------------------------------------------------------- required

ASKING = year(
    required=Required(
        add=("lead.email", "employer.contact.email", "lead.honours"),
        drop=("lead.achievements", "opinion", "lead.title_level"),
    )
)


@pytest.mark.parametrize(
    ("changes", "expect"),
    [
        ({}, {"lead.email", "employer.contact.email", "lead.honours"}),
        ({"n.lead.email": "a@example.com"}, {"employer.contact.email", "lead.honours"}),
        ({"n.lead.achievements": None}, {"lead.email", "employer.contact.email", "lead.honours"}),
        (
            {"n.opinion": models.Opinion(), "n.lead.title": "工程师", "n.lead.title_level": None},
            {"lead.email", "employer.contact.email", "lead.honours"},
        ),
        (
            {"n.opinion": models.Opinion(address="路1号")},  # begun, it must be whole
            {"lead.email", "employer.contact.email", "lead.honours", "opinion.text",
             "opinion.handler.name"},
        ),
    ],
)  # fmt: skip
def test_each_field_is_asked_for_or_not_by_its_path(
    changes: dict[str, Any], expect: set[str]
) -> None:
    found = findings_of("required", case_of(changed(dossier(), changes), by=ASKING))
    assert {finding.field for finding in found} == expect


def test_the_workbook_marks_what_the_activity_asks_for() -> None:
    def marked(by: Activity) -> set[str]:
        plan = plan_of(by.fields)
        return {each.path for sheet in plan.sheets() for each in sheet.columns if each.required}

    ours, theirs = marked(activity()), marked(ASKING)
    assert theirs - ours == {"lead.email", "employer.contact.email"}
    assert ours - theirs == {"lead.achievements", "opinion.text", "opinion.handler.name"}


# ---------------------------------------------------------------- choices

MEDALS = (
    ExtraOption(key="gold", label="金奖章"),
    ExtraOption(key="invention", label="创新奖章"),
)
CHOOSING = year(
    choices={
        "category": MEDALS,
        "team.kind": (
            ExtraOption(key="lab", label="劳模实验室", like="studio_led"),
            ExtraOption(key="company", label="企业自建"),
            ExtraOption(key="rest", label="另外的", like="other"),
        ),
    },
    quota=(Quota(rule="quota.category", unit=UnitKind.CITY, max=1, clause="五", per="category"),),
)


@pytest.mark.parametrize(("written", "key"), [("金奖章", "gold"), ("创新奖章", "invention")])
def test_an_option_of_the_activity_is_read_by_its_label(
    tmp_path: Path, written: str, key: str
) -> None:
    intake = read(tmp_path / "a", f"category: {written}\nteam: {{kind: [劳模实验室]}}", CHOOSING)
    (nomination,) = intake.dossier.nominations
    assert nomination.category == key
    assert nomination.team.kind == ("lab",)
    assert not intake.findings


def test_an_option_that_only_another_activity_has_is_refused_with_those_there_are(
    tmp_path: Path,
) -> None:
    intake = read(tmp_path / "a", "category: 小发明", CHOOSING)
    (message,) = said(intake.findings)
    assert "小发明" in message
    assert "金奖章" in intake.findings[0].remedy


def test_a_key_that_the_program_knows_stays_what_it_is(tmp_path: Path) -> None:
    intake = read(tmp_path / "a", "category: 创新奖章", CHOOSING)
    assert intake.dossier.nominations[0].category is Category.INVENTION


def test_options_of_the_activity_are_offered_written_and_read_back(tmp_path: Path) -> None:
    first = read(tmp_path / "yaml", "category: 金奖章\nteam: {kind: [企业自建, lab]}", CHOOSING)
    (tmp_path / "book").mkdir()
    write_workbook(tmp_path / "book" / "dossier.xlsx", CHOOSING, dossier=first.dossier)
    assert load(tmp_path / "book", lambda _: CHOOSING).dossier == first.dossier
    columns = {each.path: each for each in plan_of(CHOOSING.fields).projects.columns}
    assert [each.label for each in columns["category"].field.options] == ["金奖章", "创新奖章"]


def test_papers_show_the_boxes_of_the_activity() -> None:
    content = changed(dossier(), {"n.category": "gold"}).nominations[0]
    shown = ViewMaker(CHOOSING).nomination(content)
    assert str(shown.category) == "金奖章"
    assert [(box.label, box.ticked) for box in shown.category.boxes] == [
        ("金奖章", True), ("创新奖章", False),
    ]  # fmt: skip


def test_quotas_count_and_name_the_options_of_the_activity() -> None:
    both = {f"nominations[{index}].category": "gold" for index in range(2)}
    (found,) = findings_of("quota.category", case_of(changed(dossier(2), both), by=CHOOSING))
    assert found.message.startswith("金奖章提名了2项")


@pytest.mark.parametrize(
    ("kinds", "expect"), [(("lab",), ""), (("company",), "E"), (("company", "lab"), "")]
)
def test_a_rule_takes_an_option_for_what_it_is_like(kinds: tuple[str, ...], expect: str) -> None:
    content = changed(dossier(), {"n.team.kind": kinds})
    assert letters(findings_of("project.union_origin", case_of(content, by=CHOOSING))) == expect


def test_an_option_like_other_wants_to_be_said_in_words() -> None:
    content = changed(dossier(), {"n.team.kind": ("rest",)})
    (found,) = findings_of("required", case_of(content, by=CHOOSING))
    assert found.field == "team.other_text"


# ---------------------------------------------------------------- declarations

BARRING = year(
    declaration=(
        Declaration(key="classified", label="项目涉密"),
        Declaration(key="polluting", label="造成污染"),
        Declaration(key="disputed", label="有劳动争议", required=False),
    )
)


def test_what_bars_a_project_is_the_activitys(tmp_path: Path) -> None:
    intake = read(tmp_path / "a", "declarations: {classified: 否, polluting: 是}", BARRING)
    assert not intake.findings
    found = findings_of("project.excluded", case_of(intake, by=BARRING))
    assert [(each.field, "造成污染" in each.message) for each in found] == [
        ("declarations.polluting", True)
    ]


def test_a_declaration_of_another_activity_is_not_known(tmp_path: Path) -> None:
    intake = read(tmp_path / "a", "declarations: {drug: 否}", BARRING)
    assert said(intake.findings) == ["没有“drug”这一项"]


def test_only_the_activitys_declarations_are_asked_for() -> None:
    content = changed(dossier(), {"n.declarations": models.Declarations(drug=True)})
    found = findings_of("required", case_of(content, by=BARRING))
    assert [each.field for each in found] == ["declarations.classified", "declarations.polluting"]
    assert not findings_of("project.excluded", case_of(content, by=BARRING))


def test_declarations_are_written_to_the_workbook_and_read_back(tmp_path: Path) -> None:
    first = read(tmp_path / "a", "declarations: {classified: 否, polluting: 是}", BARRING)
    assert first.dossier.nominations[0].declarations.extra == {"polluting": True}
    (tmp_path / "book").mkdir()
    write_workbook(tmp_path / "book" / "dossier.xlsx", BARRING, dossier=first.dossier)
    second = load(tmp_path / "book", lambda _: BARRING)
    assert second.dossier == first.dossier
    columns = [each.label for each in plan_of(BARRING.fields).projects.columns]
    assert [each for each in columns if each.startswith("负面情形")] == [
        "负面情形-项目涉密", "负面情形-造成污染", "负面情形-有劳动争议",
    ]  # fmt: skip


# ---------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"required": Required(add=("lead.emial",))}, "lead.emial"),
        ({"required": Required(drop=("lead.emial",))}, "lead.emial"),
        ({"required": Required(add=("plan",), drop=("plan",))}, "既列为必填，又列为选填"),
        ({"choices": {"categori": MEDALS}}, "categori"),
        ({"choices": {"title": MEDALS}}, "“title”的选项不能由活动另定"),
        ({"choices": {"unit.kind": MEDALS}}, "“unit.kind”的选项不能由活动另定"),
        ({"choices": {"category": ()}}, "没有选项"),
        ({"choices": {"category": (*MEDALS, MEDALS[0])}}, "“gold”出现了不止一次"),
        ({"choices": {"category": (ExtraOption(key="a", label="甲", like="b"),)}}, "like"),
        ({"declaration": (Declaration(key="a", label="甲"),) * 2}, "“a”出现了不止一次"),
    ],
)
def test_what_the_program_cannot_ask_for_is_an_error(about: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        rules_of(year(**about))


def test_an_activity_that_says_nothing_of_it_asks_as_the_schema_does() -> None:
    for model in (models.Lead, models.Declarations, models.Team, models.Person):
        assert activity().fields(model, "anywhere") == fields_of(model)
