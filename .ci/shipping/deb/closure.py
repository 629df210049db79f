"""The runtime part of requirements.lock: what the program needs, and not what its developers do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]

EXTRAS = ("heic",)
"""Optional parts of the program that the package holds, too."""


def runtime(environments: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The libraries of the program as lines of requirements, in the versions of the lock.

    What each of them needs is read from those that are installed here, which are the lock's.

    Args:
        environments: The systems it shall run on, as markers of requirements see them.

    Raises:
        SystemExit: One is not in the lock.
    """
    locked = _locked()
    needed = {name for each in environments for name in _needed(each)}
    if missing := needed - locked.keys():
        raise SystemExit(f"not in requirements.lock: {', '.join(sorted(missing))}")
    return tuple(f"{name}=={locked[name]}" for name in sorted(needed))


def _locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = (Requirement(line) for line in lines if line.strip())
    return {canonicalize_name(each.name): str(each.specifier).lstrip("=") for each in pinned}


def _needed(environment: Mapping[str, str]) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for each in EXTRAS for line in extras[each])]
    todo = [(Requirement(line), "") for line in lines]
    seen: set[tuple[str, str]] = set()
    while todo:
        requirement, wanted_by = todo.pop()
        if requirement.marker and not requirement.marker.evaluate(
            {**environment, "extra": wanted_by}
        ):
            continue
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                todo += [(Requirement(line), extra) for line in metadata.requires(name) or ()]
    return {name for name, _ in seen}
