"""Settings are resolved once: activities of one's own first, templates, processes."""

from __future__ import annotations

import dataclasses
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.settings import ACTIVITIES_VARIABLE, Settings, assets
from tests.conftest import ROOT

ID = "jiangsu-wuxiao-2023"
INVENTED = ROOT / "tests" / "data" / "activities"


def test_templates_and_activities_are_found_whatever_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ACTIVITIES_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.templates == assets() / "templates"
    assert (settings.templates / "nomination_form" / "document.toml").is_file()
    assert ID in settings.activity_ids()
    assert settings.find_activity(ID).id == ID


def test_a_folder_of_ones_own_adds_activities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ACTIVITIES_VARIABLE, str(INVENTED))
    settings = Settings()
    assert {"invented-2024", ID} <= set(settings.activity_ids())
    assert settings.find_activity("invented-2024").year == 2024


def test_an_activity_of_ones_own_goes_before_ours_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / "activities" / ID, tmp_path / ID)
    monkeypatch.setenv(ACTIVITIES_VARIABLE, str(tmp_path))
    assert Settings().activity_folder(ID) == tmp_path / ID


@pytest.mark.parametrize("name", ["jiangsu-wuxiao-2022", "..", "../activities/" + ID, "."])
def test_an_unknown_activity_is_refused_and_the_known_ones_named(name: str) -> None:
    with pytest.raises(InputError, match=f"没有名为.*现有活动：.*{ID}"):
        Settings().activity_folder(name)


def test_an_activity_that_is_not_named_is_refused_and_the_known_ones_named() -> None:
    with pytest.raises(InputError, match=f"没有写明是哪个活动；现有活动：.*{ID}"):
        Settings().activity_folder("")


@pytest.mark.parametrize(
    ("today", "expect"),
    [
        (date(2023, 5, 14), "invented-2024"),  # before any window: the newest
        (date(2023, 5, 15), ID),
        (date(2023, 8, 31), ID),
        (date(2023, 9, 1), "invented-2024"),
        (date(2024, 3, 1), "invented-2024"),
        (date(2030, 1, 1), "invented-2024"),
    ],
)
def test_the_default_is_the_newest_whose_window_is_open(today: date, expect: str) -> None:
    both = Settings(activities=(INVENTED, ROOT / "data" / "activities"))
    known = {"invented-2024", ID}
    assert known <= set(both.activity_ids())
    chosen = both.default_activity(today)
    assert chosen == expect


def test_of_two_open_windows_the_newer_activity_is_the_default(tmp_path: Path) -> None:
    for name, year, first in (("a", 2024, "2024-03-01"), ("b", 2023, "2024-04-01")):
        shutil.copytree(INVENTED / "invented-2024", tmp_path / name)
        path = tmp_path / name / "activity.toml"
        text = path.read_text(encoding="utf-8").replace('"invented-2024"', f'"{name}"')
        text = text.replace("year = 2024", f"year = {year}").replace("2024-03-01", first)
        path.write_text(text, encoding="utf-8")
    assert Settings(activities=(tmp_path,)).default_activity(date(2024, 4, 15)) == "a"


def test_a_folder_without_activities_or_that_is_not_there_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ACTIVITIES_VARIABLE, raising=False)
    shipped = Settings().activity_ids()
    for folder in (tmp_path, tmp_path / "none"):
        monkeypatch.setenv(ACTIVITIES_VARIABLE, str(folder))
        assert Settings().activity_ids() == shipped


def test_the_latest_year_is_found_wherever_it_lies() -> None:
    shipped = ROOT / "data" / "activities"
    years = [
        Settings().find_activity(each).year
        for each in Settings(activities=(shipped,)).activity_ids()
    ]
    assert Settings(activities=(INVENTED,)).latest_activity() == "invented-2024"
    both = Settings(activities=(INVENTED, shipped))
    assert both.find_activity(both.latest_activity()).year == max(2024, *years)
    with pytest.raises(InputError, match="没有任何活动"):
        Settings(activities=()).latest_activity()


def test_processes_default_to_the_cores_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert Settings().jobs == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert Settings().jobs == 1


def test_nothing_assigns_to_settings() -> None:
    settings = Settings()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.draft = True  # type: ignore[misc]
