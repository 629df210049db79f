"""A year of samples with and without filing: every paper is made in its time, none earlier, none is refused later.

The samples are complete; what a clerk does not know yet is taken out of them and comes back step by step.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.dossier.milestones import Milestone
from pipeline.papers.documents import Scope, load_documents
from tests.conftest import ROOT, Command, Desk

SAMPLES = ROOT / "data" / "samples"
KINDS = ("city", "provincial_society")
"""With and without filing; tests/test_rehearsal.py has another society."""
CERTIFICATE = "*一线职工证明*", "*frontline*"
"""Names of the files that come back from the employers."""

Data = dict[str, Any]


def titles(*milestones: Milestone, society: bool) -> set[str]:
    """Titles of the documents that are made at some milestones."""
    return {
        document.title
        for document in load_documents(ROOT / "templates")
        for per in document.per
        if per.milestone in milestones and (society or not document.societies_only)
    }


class Year:
    """A dossier that fills in the course of a year."""

    def __init__(self, kind: str, folder: Path, wuxiao: Command) -> None:
        self.kind, self._wuxiao = kind, wuxiao
        self.society = kind.endswith("society")
        self.desk = Desk(folder / "材料", folder / "output")
        self._sample = SAMPLES / kind
        self._whole: Data = yaml.safe_load((self._sample / "dossier.yaml").read_text("utf-8"))
        del self._whole["nominations"][1:]
        # What the program remembers of a sample is not part of it.
        kept = shutil.ignore_patterns(".wuxiao")
        shutil.copytree(self._sample, self.desk.folder, ignore=kept)

    def fill(self, *changes: Callable[[Data], object]) -> None:
        """Write the dossier as it is known: complete, but for what the changes take out."""
        data = copy.deepcopy(self._whole)
        for change in changes:
            change(data)
        self.desk.source.write_text(
            json.dumps(data, default=str, ensure_ascii=False), encoding="utf-8"
        )

    def certificates(self, *, there: bool) -> None:
        """Put the sealed certificates into the dossier folder, or take them out."""
        for pattern in CERTIFICATE:
            for path in sorted(self._sample.rglob(pattern)):
                target = self.desk.folder / path.relative_to(self._sample)
                if there:
                    shutil.copyfile(path, target)
                else:
                    target.unlink(missing_ok=True)

    def build(self) -> tuple[int, set[str]]:
        """Build; the exit code and the titles of all that is there."""
        outcome = self._wuxiao("build", self.desk.folder, "-o", self.desk.output)
        assert outcome.code in {0, 4}, outcome.err
        return outcome.code, {entry.title for entry in self.desk.manifest().files if entry.document}

    def status(self, on: str) -> tuple[dict[str, str], dict[str, Any]]:
        """The state of each milestone on a day, and the whole status."""
        outcome = self._wuxiao(
            "status", self.desk.folder, "-o", self.desk.output, "--on", on, "--format", "json"
        )
        assert outcome.code == 0, outcome.err
        content = json.loads(outcome.out)
        return {each["id"]: each["state"] for each in content["milestones"]}, content


def no_nominations(data: Data) -> None:
    del data["nominations"]
    data.get("filing", {}).pop("number", None)


def no_employers_publicity(data: Data) -> None:
    for each in data["nominations"]:
        del each["employer"]["publicity"]


def no_certificates(data: Data) -> None:
    for each in data["nominations"]:
        each.get("evidence", {}).pop("frontline_certificate", None)


def no_units_publicity(data: Data) -> None:
    del data["unit"]["publicity"]


def no_opinion(data: Data) -> None:
    data["unit"].pop("letter_date")
    for each in data["nominations"]:
        del each["opinion"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_is_made_in_its_time(kind: str, wuxiao: Command, tmp_path: Path) -> None:
    year = Year(kind, tmp_path, wuxiao)
    m = Milestone

    def made_by(*milestones: Milestone) -> set[str]:
        return titles(*milestones, society=year.society)

    # In June there is nothing but the unit; a society files.
    year.certificates(there=False)
    year.fill(no_nominations, no_units_publicity, lambda data: data["unit"].pop("letter_date"))
    code, made = year.build()
    assert (code, made) == (4, made_by(m.FILE))
    states, content = year.status("2023-06-20")
    assert states["collect"] == "open"
    assert states.get("file") == ("open" if year.society else None)
    assert {states[each] for each in ("certify", "publicise", "nominate")} == {"waiting"}

    # In July the nominations are in: the employers can post and certify, the unit can post.
    year.fill(no_employers_publicity, no_certificates, no_units_publicity, no_opinion)
    code, made = year.build()
    early = made_by(m.FILE, m.CERTIFY, m.PUBLICISE)
    assert (code, made) == (4, early)
    states, content = year.status("2023-07-20")
    assert (states["collect"], states["certify"]) == ("done", "open")
    assert states["nominate"] == "waiting"
    employer = json.loads(year.desk.source.read_text("utf-8"))["nominations"][0]["employer"]["name"]
    waits = [step for step in content["next"] if step["for"] == employer]
    assert "收回盖章的一线职工证明" in waits[0]["action"]
    assert waits[0]["latest"] == "2023-08-25"

    # The certificates are back, the employers' publicities are over.
    year.certificates(there=True)
    year.fill(no_units_publicity, no_opinion)
    assert year.build() == (4, early)
    states, _ = year.status("2023-08-14")
    assert (states["certify"], states["publicise"]) == ("done", "open")

    # The unit's own is over.
    year.fill(no_opinion)
    assert year.build() == (4, early)
    states, _ = year.status("2023-08-25")
    assert states["publicise"] == "done"
    assert states["nominate"] != "done"

    # The letter is dated, the opinions are written.
    year.fill()
    code, made = year.build()
    assert (code, made) == (0, made_by(*Milestone))
    states, _ = year.status("2023-08-28")
    assert (states["nominate"], states["upload"]) == ("open", "open")  # the paper is out


def test_scopes_of_one_document_may_have_their_own_time() -> None:
    (certificate,) = (
        each for each in load_documents(ROOT / "templates") if each.id == "no_objection_certificate"
    )
    assert certificate.milestone_of(Scope.EMPLOYER) is Milestone.CERTIFY
    assert certificate.milestone_of(Scope.DOSSIER) is Milestone.NOMINATE
