"""The layout of the employers' form names every field of a nomination, each by a name of its own."""

from __future__ import annotations

from pipeline.dossier.schema import Kind
from pipeline.forms.employer_form import (
    OFFICIAL,
    Blank,
    Where,
    blanks_of,
    bookmark_name,
    drop_down_of,
    field_name,
    field_of,
)
from pipeline.forms.sheets import HONOUR_LISTS, plan_of
from tests.load.cases import activity


def test_every_field_of_a_nomination_but_files_stands_once_in_the_form() -> None:
    plan = plan_of(activity().fields)
    asked = [
        each.path
        for each in plan.projects.columns
        if each.field.kind not in {Kind.FILE, Kind.FILES}
    ]
    asked += [f"contributors[].{each.path}" for each in plan.contributors.columns]
    for honours in HONOUR_LISTS.values():
        asked += [f"{honours}[].{each.path}" for each in plan.honours.columns]
    found = [each.path for each in blanks_of(activity()) if each.where is not Where.FRAMES]
    assert sorted(found) == sorted(asked)


def test_every_blank_has_a_field_of_the_schema() -> None:
    for blank in blanks_of(activity()):
        field = field_of(activity(), blank)
        assert len(drop_down_of(activity(), field)) < 25


def test_names_in_the_word_file_are_short_and_each_is_one_blanks_own() -> None:
    blanks = [each.path for each in blanks_of(activity())]
    paths = [path.replace("[]", f"[{number}]") for path in blanks for number in range(20)]
    paths = list(dict.fromkeys(paths))
    paths += [f"team.kind:{each.key}" for each in field_of(activity(), _blank("team.kind")).options]
    names = [field_name(each) for each in paths]
    assert len(set(names)) == len(names)
    assert len({bookmark_name(each) for each in paths}) == len(paths)
    assert all(len(each) <= 20 and each.isascii() and each.isidentifier() for each in names)


def _blank(path: str) -> Blank:
    return next(each for each in OFFICIAL if each.path == path)
