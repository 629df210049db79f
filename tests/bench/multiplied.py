"""A dossier of many nominations, made out of a sample's few.

    python tests/bench/multiplied.py SAMPLE FOLDER NOMINATIONS

The sample's nominations are repeated under ids of their own: titles, people's numbers and employers
are told apart, as rules want it.  Evidence is linked, not copied.  Quotas are broken, so that only
`build --draft` makes its papers.
"""

from __future__ import annotations

import argparse
import copy
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.load.files import ROOTS  # noqa: E402 — run as a script, see above
from pipeline.rules.check_digits import id_check_character  # noqa: E402

DOSSIER = "dossier.yaml"


def make(sample: Path, folder: Path, nominations: int) -> None:
    """Write a dossier of so many nominations; the sample's ids are P01, P02, …"""
    tree = yaml.safe_load((sample / DOSSIER).read_text(encoding="utf-8"))
    many = multiplied(tree, nominations)
    folder.mkdir(parents=True)
    text = yaml.safe_dump(many, allow_unicode=True, sort_keys=False, width=10_000)
    (folder / DOSSIER).write_text(text, encoding="utf-8")
    ids = [each["id"] for each in tree["nominations"]]
    for root in ROOTS:
        for home in sorted((sample / root).glob("*")):
            own = next((each for each in ids if home.name.startswith(each)), None)
            if own is None:  # the unit's own
                _link(home, folder / root / home.name)
                continue
            for number in range(ids.index(own) + 1, nominations + 1, len(ids)):
                name = nomination_id(number) + home.name.removeprefix(own)
                _link(home, folder / root / name)


def multiplied(tree: Mapping[str, Any], nominations: int) -> dict[str, Any]:
    """The values of a dossier, its nominations repeated until there are so many."""
    few = tree["nominations"]
    many = [_other(few[place % len(few)], place, place // len(few)) for place in range(nominations)]
    return {**tree, "nominations": many}


def nomination_id(number: int) -> str:
    """P01, P02, … P100."""
    return f"P{number:02d}"


def _other(nomination: Mapping[str, Any], place: int, group: int) -> dict[str, Any]:
    """A nomination of the `group`-th repetition, counted from 0, which is the sample's own."""
    other = {**copy.deepcopy(dict(nomination)), "id": nomination_id(place + 1)}
    if group:
        other["title"] += f"（{group + 1}号）"
        other["employer"]["name"] += f"（{group + 1}）"
        other["employer"].pop("uscc", None)
        other.pop("patent_numbers", None)
        other["lead"]["id_number"] = _other_id(other["lead"]["id_number"], group)
    return other


def _other_id(id_number: str, group: int) -> str:
    serial = (int(id_number[14:17]) + 2 * group) % 1000  # even steps: the sex stays
    first17 = f"{id_number[:14]}{serial:03d}"
    return first17 + id_check_character(first17)


def _link(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=_link_file)


def _link_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description="A dossier of many nominations, for bench.py.")
    parser.add_argument("sample", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("nominations", type=int)
    args = parser.parse_args()
    make(args.sample, args.folder, args.nominations)


if __name__ == "__main__":
    main()
