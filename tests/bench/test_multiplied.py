"""A dossier of many nominations is a sample, many times over, and breaks nothing but quotas."""

from __future__ import annotations

from pathlib import Path

import yaml

from pipeline import run
from pipeline.settings import Settings
from tests.bench import multiplied
from tests.conftest import ROOT

SAMPLE = ROOT / "data" / "samples" / "other_society"


def test_a_dossier_of_many_breaks_quotas_and_no_other_rule(tmp_path: Path) -> None:
    multiplied.make(SAMPLE, tmp_path / "many", 5)
    review = run.check([tmp_path / "many"], Settings(), files=False)
    assert len(review.dossiers[0].headings) == 5
    assert {each.rule for each in review.findings} == {"quota.total"}


def test_nominations_of_many_have_their_own_ids_and_their_evidence(tmp_path: Path) -> None:
    multiplied.make(SAMPLE, tmp_path / "many", 5)
    tree = yaml.safe_load((tmp_path / "many" / "dossier.yaml").read_text(encoding="utf-8"))
    assert [each["id"] for each in tree["nominations"]] == ["P01", "P02", "P03", "P04", "P05"]
    for own, other in (("P01", "P03"), ("P02", "P04"), ("P01", "P05")):
        names = [path.name for path in sorted((SAMPLE / "files" / own).iterdir())]
        made = tmp_path / "many" / "files" / other
        assert [path.name for path in sorted(made.iterdir())] == names
        assert not any(path.is_symlink() for path in made.iterdir())
    assert (tmp_path / "many" / "files" / "unit").is_dir()


def test_few_of_many_are_the_sample_itself() -> None:
    tree = yaml.safe_load((SAMPLE / "dossier.yaml").read_text(encoding="utf-8"))
    assert multiplied.multiplied(tree, 2) == tree


def test_numbers_of_people_differ_and_still_hold() -> None:
    tree = yaml.safe_load((SAMPLE / "dossier.yaml").read_text(encoding="utf-8"))
    many = multiplied.multiplied(tree, 40)["nominations"]
    assert len({each["lead"]["id_number"] for each in many}) == 40
    assert len({each["title"] for each in many}) == 40
