"""The house: every library that is depended on has its room, and is touched nowhere else."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {each["id"]: each for each in PROJECT["tool"]["importlinter"]["contracts"]}
DEPENDENCIES = [
    re.split(r"[<>=\[; ]", line)[0]
    for line in (
        *PROJECT["project"]["dependencies"],
        *(each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra),
    )
]


DEVELOPERS = [re.split(r"[<>=\[; ]", line)[0] for line in PROJECT["dependency-groups"]["dev"]]
LOCKED = {
    line.partition("==")[0].replace("_", "-").casefold()
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
}


def modules(distribution: str) -> set[str]:
    """The top-level modules that a distribution installs."""
    return {
        module
        for module, owners in packages_distributions().items()
        if distribution.casefold() in map(str.casefold, owners)
    }


@pytest.mark.parametrize("distribution", [*DEPENDENCIES, *DEVELOPERS])
def test_every_library_is_installed_by_the_set_up_in_one_version(distribution: str) -> None:
    assert distribution.casefold() in LOCKED


@pytest.mark.parametrize("distribution", DEPENDENCIES)
def test_a_library_that_is_depended_on_has_a_room(distribution: str) -> None:
    guarded = set(CONTRACTS["rooms"]["forbidden_modules"])
    own = modules(distribution) or {distribution.replace("-", "_")}
    assert own & guarded, f"{distribution} stands in no contract"


def test_processes_are_started_by_the_engine_and_for_libreoffice_alone() -> None:
    rooms = [line.split(" -> ") for line in CONTRACTS["rooms"]["ignore_imports"]]
    starters = {
        room
        for room, library in rooms
        if library in {"subprocess", "multiprocessing", "concurrent"}
    }
    assert starters == {
        "pipeline.engine.child", "pipeline.tools.office.fontconfig", "pipeline.tools.processes",
    }  # fmt: skip
