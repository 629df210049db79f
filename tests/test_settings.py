"""Settings are resolved once: activities of one's own first, templates, processes."""

from __future__ import annotations

import dataclasses
import os
import shutil
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


@pytest.mark.parametrize("name", ["", "jiangsu-wuxiao-2022", "..", "../activities/" + ID, "."])
def test_an_unknown_activity_is_refused_and_the_known_ones_named(name: str) -> None:
    with pytest.raises(InputError, match=f"没有名为.*现有活动：.*{ID}"):
        Settings().activity_folder(name)


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
