"""Every figure and word of an activity is used, and a new year needs no code."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.activity.tables import Quota, UnitNamePattern
from pipeline.dossier.models import Contributor, Dossier, Sex, TeamKind, TitleLevel, UnitKind
from pipeline.errors import InputError
from pipeline.rules import RULES, Case, rules_of
from pipeline.rules.lead import known_skill, title_level
from pipeline.rules.unit import name_pattern
from tests.rules.build import (
    ACTIVITY_FOLDER,
    INVENTED_FOLDER,
    activity,
    all_findings,
    case_of,
    change,
    changed,
    dossier,
    findings_of,
    id_of,
    letters,
    publicity,
)
from tests.rules.table import CODE, ROWS, employers

Steps = tuple[Any, ...]


def _content(folder: Path = ACTIVITY_FOLDER) -> dict[str, Any]:
    content = tomllib.loads((folder / "activity.toml").read_text(encoding="utf-8"))
    for part in ("taxonomy", "wording"):
        content[part] = tomllib.loads((folder / f"{part}.toml").read_text(encoding="utf-8"))
    return content


def _figures(content: Any, path: Steps = ()) -> Iterator[tuple[Steps, int | date]]:
    pairs = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in pairs:
        if isinstance(value, dict | list):
            yield from _figures(value, (*path, key))
        elif isinstance(value, int | date) and not isinstance(value, bool):
            yield (*path, key), value


def _with(content: dict[str, Any], path: Steps, value: object) -> Activity:
    content = copy.deepcopy(content)
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return msgspec.convert(content, Activity)


USED_BY = {
    ("year",): ("patent.number", "lead.id_number"),
    ("quota",): ("quota.category", "quota.total"),
    ("share",): ("ratio.frontline_workers", "ratio.senior_technicians"),
    ("window", "letter"): ("window.letter",),
    ("filing",): ("filing.deadline",),
    ("in_use",): ("project.in_use_by",),
    ("employment",): ("lead.employment",),
    ("publicity",): ("publicity.region", "publicity.employer"),
    ("lead_age",): ("lead.age",),
    ("limits", "text"): ("limit.text",),
    ("limits", "items"): ("limit.items",),
    ("limits", "video"): ("limit.items", "limit.video"),
    ("limits", "files"): ("evidence.readable",),
    ("evidence",): ("evidence.photos",),
}
"""Which rules go by which figures of `activity.toml`."""


def _rows_notice(other: Activity, path: Steps) -> bool:
    """Whether a row of the table comes out otherwise under another activity."""
    (rules,) = [rules for start, rules in USED_BY.items() if path[: len(start)] == start]
    return any(
        letters(findings_of(row.rule, case_of(*row.dossiers, by=other, files=row.files)))
        != row.expect
        for row in ROWS
        if row.edge and row.rule in rules
    )


ON_PAPER_ONLY = {"wording", "archive"}
"""Tables of which papers take words and figures, and rules none (tests/render/test_another_year.py)."""

FIGURES = list(
    _figures({key: value for key, value in _content().items() if key not in ON_PAPER_ONLY})
)


@pytest.mark.parametrize(("path", "figure"), FIGURES, ids=str)
def test_every_figure_is_used_on_both_sides(path: Steps, figure: int | date) -> None:
    one_way = ("limits", "video", "max")  # a nomination has one place for a video: two never come
    for step in (-1,) if path == one_way else (1, -1):
        moved = figure + timedelta(days=step) if isinstance(figure, date) else figure + step
        assert _rows_notice(_with(_content(), path, moved), path), f"{path} {step:+}"


FRONTLINE, HINTS = activity().frontline, activity().excluded_hints
UNIT_NAMES, UNIONS = activity().unit_names, activity().employer_union
assert FRONTLINE is not None
assert HINTS is not None
assert UNIT_NAMES is not None
assert UNIONS is not None


@pytest.mark.parametrize("job", FRONTLINE.heads)
def test_every_head_is_refused(job: str) -> None:
    case = case_of(change(dossier(), "nominations[0].lead.job_title", f"公司{job}"))
    assert letters(findings_of("lead.frontline", case)) == "E"


@pytest.mark.parametrize("word", FRONTLINE.resembles)
def test_every_resemblance_is_warned_of(word: str) -> None:
    case = case_of(change(dossier(), "nominations[0].lead.job_title", f"{word}助手"))
    assert letters(findings_of("lead.frontline", case)) == "W"


@pytest.mark.parametrize("job", FRONTLINE.not_heads)
def test_every_exception_passes(job: str) -> None:
    case = case_of(change(dossier(), "nominations[0].lead.job_title", job))
    assert letters(findings_of("lead.frontline", case)) == ""


@pytest.mark.parametrize(
    "word",
    [
        *HINTS.awards,
        *HINTS.secrecy,
        *HINTS.drugs,
    ],
)
def test_every_hint_is_named_with_its_field(word: str) -> None:
    case = case_of(change(dossier(), "nominations[0].plan", f"有{word}。"))
    (finding,) = findings_of("project.excluded_hint", case)
    assert word in finding.message
    assert "下一步培养计划" in finding.message
    assert finding.field == "plan"


@pytest.mark.parametrize(
    ("pattern", "end"),
    [(pattern, end) for pattern in UNIT_NAMES.patterns for end in pattern.ends],
)
def test_every_end_of_a_unit_s_name_tells_its_kind(pattern: UnitNamePattern, end: str) -> None:
    name = "".join(part[0] for part in (pattern.starts, pattern.find) if part) + "云海" + end
    assert UNIT_NAMES
    assert name_pattern(UNIT_NAMES, name) == pattern


@pytest.mark.parametrize("word", activity().employer_names.former)
def test_every_word_for_a_former_name_is_left_out_in_comparing(word: str) -> None:
    for name, expect in (("甲厂（" + word + "乙厂）", ""), ("甲厂（乙）", "W")):
        content = employers(("甲厂", CODE), (name, CODE))
        assert letters(findings_of("employer.identity", case_of(content))) == expect


def _union_case(employer: str, union: str) -> Case:
    changes = {"n.employer.name": employer, "n.employer.union.name": union}
    return case_of(changed(dossier(), changes))


@pytest.mark.parametrize("word", UNIONS.union_words)
def test_every_word_for_a_union_alone_does_not_say_whose_it_is(word: str) -> None:
    (finding,) = findings_of("employer.union", _union_case("泽海船舶", word))
    assert "哪个单位" in finding.message


@pytest.mark.parametrize("word", UNIONS.wider)
def test_every_wider_union_may_bear_another_name(word: str) -> None:
    called = f"恒丰{word}" + ("" if "工会" in word else "工会")
    assert not findings_of("employer.union", _union_case("泽海船舶", called))


@pytest.mark.parametrize(
    "word",
    [word for word in UNIONS.generic if not any(wider in f"{word}工会" for wider in UNIONS.wider)],
)
def test_every_generic_word_is_nothing_in_common(word: str) -> None:
    case = _union_case(f"泽海{word}", f"恒丰{word}工会")
    assert letters(findings_of("employer.union", case)) == "W"


@pytest.mark.parametrize(
    ("spelling", "name"),
    [(each, level.name) for level in activity().skill_levels.levels for each in (level.name, *level.also)],
)  # fmt: skip
def test_every_spelling_of_a_skill_level_is_known(spelling: str, name: str) -> None:
    assert known_skill(activity(), spelling) == name


@pytest.mark.parametrize(
    ("part", "level"),
    [(part, pattern.level) for pattern in activity().titles.levels for part in pattern.find],
)
def test_every_part_of_a_title_tells_its_level(part: str, level: TitleLevel) -> None:
    assert title_level(activity(), part) is level


def test_every_field_of_the_taxonomy_passes() -> None:
    for level1, below in activity().taxonomy.tree.items():
        for level2, terms in below.items():
            for level3 in terms or (None,):
                changes = {
                    "n.field.level1": level1,
                    "n.field.level2": level2,
                    "n.field.level3": level3,
                }
                assert not findings_of("taxonomy.field", case_of(changed(dossier(), changes)))


def test_every_clause_of_the_data_is_told() -> None:
    found = {
        finding.clause
        for row in ROWS
        for finding in findings_of(row.rule, case_of(*row.dossiers, files=row.files))
    }

    def clauses(content: Any) -> Iterator[str]:
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            if key == "clause":
                yield value
            elif isinstance(value, dict | list):
                yield from clauses(value)

    content = {key: value for key, value in _content().items() if key not in ON_PAPER_ONLY}
    assert set(clauses(content)) <= found


# ---------------------------------------------------------------- an invented year


def invented() -> Activity:
    return load_activity(INVENTED_FOLDER)


def green(count: int = 1, kind: UnitKind = UnitKind.CITY) -> Dossier:
    """A clean dossier of the invented year."""
    content = changed(
        dossier(count, kind=kind),
        {
            "activity": "invented-2024",
            "unit.letter_date": date(2024, 4, 1),
            "unit.publicity": publicity(date(2024, 3, 11), date(2024, 3, 15)),
        },
    )
    for index in range(count):
        for path, value in {
            "green_level": "deep" if index % 2 == 0 else "light",
            "employer.publicity": publicity(date(2024, 3, 11), date(2024, 3, 15)),
            "evidence.portraits": ("a.jpg",),
            "evidence.workplace": ("b.jpg", "c.jpg", "d.jpg"),
            "lead.job_title": "技工",
        }.items():
            content = change(content, f"nominations[{index}].{path}", value)
    return content


def _green_case(changes: dict[str, Any] | None = None, count: int = 1) -> Case:
    return case_of(changed(green(count), changes or {}), by=invented())


def test_a_clean_dossier_of_the_invented_year_is_clean() -> None:
    assert all_findings(_green_case(count=6)) == []


@pytest.mark.parametrize(
    ("rule", "changes", "count", "expect"),
    [
        ("quota.total", {}, 6, ""),
        ("quota.total", {}, 7, "E"),
        ("quota.category", {}, 10, ""),
        ("quota.category", {}, 11, "E"),
        ("quota.green", {}, 6, ""),
        ("quota.green", {}, 7, "E"),
        ("quota.newcomers", {f"nominations[{i}].is_newcomer": True for i in range(5)}, 6, ""),
        ("quota.newcomers", {f"nominations[{i}].is_newcomer": True for i in range(6)}, 6, "E"),
        ("quota.newcomers", {f"nominations[{i}].is_newcomer": False for i in range(6)}, 6, "E"),
        ("ratio.green", {f"nominations[{i}].green_level": "light" for i in (0, 4, 6)}, 10, "E"),
        ("ratio.green", {f"nominations[{i}].green_level": "light" for i in (0, 4)}, 10, ""),
        ("ratio.newcomers", {"n.is_newcomer": True, "n.lead.sex": Sex.FEMALE}, 4, ""),
        ("ratio.newcomers", {"n.is_newcomer": True, "n.lead.sex": Sex.FEMALE}, 3, "E"),
        ("ratio.newcomers", {"n.is_newcomer": False, "n.lead.sex": Sex.FEMALE}, 3, ""),
        ("required", {"n.green_level": None}, 1, "E"),
        ("required", {"n.is_newcomer": None}, 1, ""),
        ("value.type", {"n.green_level": "dark"}, 1, "E"),
        ("window.letter", {"unit.letter_date": date(2024, 4, 30)}, 1, ""),
        ("window.letter", {"unit.letter_date": date(2024, 5, 1)}, 1, "W"),
        ("limit.text", {"n.introduction": "字" * 100}, 1, ""),
        ("limit.text", {"n.introduction": "字" * 101}, 1, "E"),
        ("limit.text", {"n.green_note": "字" * 21}, 1, "E"),
        ("limit.items", {"n.patent_numbers": ("a", "b")}, 1, "E"),
        ("limit.items", {"n.video.name": "演示"}, 1, "E"),
        ("text.characters", {"n.green_note": "\x07"}, 1, "E"),
        ("lead.age", {"n.lead.id_number": id_of("2006-04-02")}, 1, "W"),
    ],
)  # fmt: skip
def test_the_invented_year_is_checked_by_its_own_figures(
    rule: str, changes: dict[str, Any], count: int, expect: str
) -> None:
    assert letters(findings_of(rule, _green_case(changes, count))) == expect


def test_a_share_for_cities_binds_no_other_unit() -> None:
    content = changed(
        green(3, UnitKind.INDUSTRY), {"n.is_newcomer": True, "n.lead.sex": Sex.FEMALE}
    )
    assert not findings_of("ratio.newcomers", case_of(content, by=invented()))


def test_a_limit_by_category_binds_another_kind_of_unit() -> None:
    content = change(green(2, UnitKind.OTHER_SOCIETY), "nominations[1].category", "invention")
    assert letters(findings_of("quota.category", case_of(content, by=invented()))) == "E"


def test_a_dropped_rule_does_not_run() -> None:
    assert "project.union_origin" not in {rule.id for rule in rules_of(invented())}
    assert not all_findings(_green_case({"n.team.kind": (TeamKind.INDEPENDENT,)}))


def test_the_activity_names_the_clause_of_any_rule() -> None:
    (finding,) = all_findings(_green_case({"n.completed_in_province": False}))
    assert finding.clause == "三3"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("rules", "drop"), ["ratio.seniors"], "ratio.seniors"),
        (("clauses",), {"no.rule": "一"}, "no.rule"),
        (("quota", 0, "per"), "categori", "categori"),
        (("quota", 0, "per"), "lead", "lead"),
        (("quota", 0, "rule"), "required", "required"),
        (("share", 0, "where"), {"lead.worker_knd": ["worker"]}, "lead.worker_knd"),
        (("share", 0, "where"), {"title.first": ["a"]}, "title.first"),
        (("share", 0, "where"), {"lead.worker_kind": ["workers"]}, "workers"),
        (("share", 0, "where"), {"completed_in_province": ["true"]}, "true"),
        (("share", 0, "where"), {"title": [True]}, "True"),
        (("share", 0, "where"), {"in_use_since": ["2023"]}, "in_use_since"),
        (("share", 0, "rule"), "required", "required"),
        (("unit_names", "patterns"), [{"kinds": ["city"]}], "名称里有什么"),
        (("unit_names", "patterns"), [{"kinds": [], "ends": ["会"]}], "哪类单位"),
        (("limits", "text"), {"intro": {"max": 1, "clause": "x"}}, "intro"),
        (("limits", "items"), {"lead.honour": {"max": 1, "clause": "x"}}, "lead.honour"),
    ],
)
def test_a_misspelt_activity_is_an_error_and_no_rule_that_never_runs(
    path: Steps, value: object, says: str
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        rules_of(_with(_content(), path, value))
    assert caught.value.where == "jiangsu-wuxiao-2023/activity.toml"
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("path", "value"),
    [("team.kind", (TeamKind.INDEPENDENT,)), ("patent_numbers", ("ZL1",)), ("video.seconds", 60)],
)
def test_a_quota_may_go_by_what_stands_in_a_list_and_by_a_number(path: str, value: object) -> None:
    per = Quota(rule="quota.category", unit=UnitKind.CITY, max=1, clause="五", per=path)
    by = msgspec.structs.replace(activity(), quota=(per,))
    content = changed(dossier(3), {f"nominations[{place}].{path}": value for place in (0, 2)})
    (found,) = findings_of("quota.category", case_of(content, by=by))
    assert found.nomination == "P03"


def test_a_limit_of_a_text_holds_for_each_record_of_a_list() -> None:
    limit = {"contributors.duty": {"max": 4, "clause": "附件2"}}
    by = _with(_content(), ("limits", "text"), limit)
    all_of_them = tuple(Contributor(duty=each) for each in ("装配", "装配和调试"))
    content = changed(dossier(1), {"n.contributors": all_of_them})
    (found,) = findings_of("limit.text", case_of(content, by=by))
    assert (found.nomination, found.field) == ("P01", "contributors[1].duty")
    assert "有5字" in found.message


@pytest.mark.parametrize("part", ["starts", "find", "ends"])
def test_a_pattern_of_names_of_units_may_go_by_any_part_of_them(part: str) -> None:
    pattern = {"kinds": ["city"], part: ["云海"]}
    assert rules_of(_with(_content(), ("unit_names", "patterns"), [pattern])) == RULES


def test_a_rule_that_only_a_share_names_may_be_dropped() -> None:
    ours = invented()
    rules = msgspec.structs.replace(ours.rules, drop=(*ours.rules.drop, "ratio.green"))
    without = {each.id for each in rules_of(msgspec.structs.replace(ours, rules=rules))}
    assert {each.id for each in rules_of(ours)} - without == {"ratio.green"}


def test_a_share_without_a_bound_is_an_error() -> None:
    content = _content()
    del content["share"][0]["min_percent"]
    with pytest.raises(InputError, match=r"ratio\.frontline_workers"):
        rules_of(msgspec.convert(content, Activity))


def test_this_year_asks_for_every_rule() -> None:
    assert rules_of(activity()) == RULES


def _without(table: str, *dropped: str) -> Activity:
    content = _content()
    del content[table]
    content["rules"]["drop"] = list(dropped)
    return msgspec.convert(content, Activity)


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("filing", "filing.deadline"),
        ("in_use", "project.in_use_by"),
        ("employment", "lead.employment"),
        ("lead_age", "lead.age"),
        ("frontline", "lead.frontline"),
        ("excluded_hints", "project.excluded_hint"),
    ],
)
def test_a_table_may_be_missing_only_where_the_rule_that_reads_it_is_dropped(
    table: str, rule: str
) -> None:
    with pytest.raises(InputError, match=rf"缺少 \[{table}\]，规则“{rule}”要用"):
        rules_of(_without(table))
    assert rule not in {each.id for each in rules_of(_without(table, rule))}


@pytest.mark.parametrize(
    ("table", "rule"), [("unit_names", "unit.kind"), ("employer_union", "employer.union")]
)
def test_a_rule_that_compares_words_does_not_run_where_the_activity_has_none(
    table: str, rule: str
) -> None:
    without = {each.id for each in rules_of(_without(table))}
    assert {each.id for each in RULES} - without == {rule}
