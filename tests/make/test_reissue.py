"""A paper is to be signed anew when a page of it shows something else, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.make import reissue
from pipeline.make.buildplan import BuildPlan
from pipeline.make.issued import (
    Issued,
    Ledger,
    Place,
    difference,
    digest_of,
    placed,
    read_ledger,
    together,
    write_ledger,
)
from pipeline.make.plan import plan_build
from pipeline.make.reissue import changed_since
from pipeline.papers.documents import Document, Paper, Scope
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.settings import Settings
from tests.render.cases import CASES, TEMPLATES, activity


def entry(shown: str, *codes: str) -> FileEntry:
    return FileEntry(
        path="pdf/提名函.pdf", kind=FileKind.PDF, sha256="", shown_digest=shown, codes=codes
    )


def test_pages_with_the_same_codes_show_the_same_whatever_they_were_made_of() -> None:
    first = Issued("styles of then", "1", (), ("A", "B"))
    assert first.shows_the_same(entry("styles of now", "A", "B"))
    assert not first.shows_the_same(entry("styles of now", "A", "C"))
    assert not first.shows_the_same(entry("styles of now"))


def test_a_version_without_codes_is_told_by_its_digest() -> None:
    first = Issued("then", "1", ())
    assert first.shows_the_same(entry("then"))
    assert not first.shows_the_same(entry("now"))


def snapshot(place: int, name: str, **values: str) -> dict[str, str]:
    """A nomination's values as they are remembered."""
    held = {"id": name, **values}
    return {f"nominations[{place}].{path}": digest_of(each) for path, each in held.items()}


PRINTS = frozenset({"unit.name", "nominations.title"})


def test_a_nomination_that_moves_up_as_another_is_withdrawn_is_the_same_nomination() -> None:
    then = together(map(placed, [snapshot(0, "P01", title="甲"), snapshot(1, "P02", title="乙")]))
    now = together(map(placed, [snapshot(0, "P02", title="乙")]))
    found = difference(then, now, PRINTS)
    assert found.gone == (digest_of("P01"),)
    assert (found.new, found.is_moved, found.places) == ((), False, ())


def test_another_order_is_told_and_so_is_a_value_of_a_nomination_that_stayed() -> None:
    then = together(
        map(placed, [snapshot(0, "P01", title="甲"), snapshot(1, "P02", title="乙", size="1")])
    )
    now = together(
        map(placed, [snapshot(0, "P02", title="丙", size="2"), snapshot(1, "P01", title="甲")])
    )
    found = difference(then, now, PRINTS)
    assert found.is_moved
    assert found.places == (Place(digest_of("P02"), "nominations.title"),)


def test_a_paper_that_lists_no_nominations_does_not_change_with_their_number() -> None:
    then = together(map(placed, [snapshot(0, "P01", title="甲")]))
    assert not difference(then, {}, frozenset({"unit.name"})).gone
    assert difference({}, then, PRINTS).new == (digest_of("P01"),)


def test_what_a_document_prints_is_learnt_once_for_all_its_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = replace(CASES["full"], activity=activity().id)
    intake = Intake(folder=tmp_path, name="材料", file="dossier.yaml", dossier=dossier)
    plan = plan_build(intake, (), Settings(templates=TEMPLATES, jobs=1), tmp_path / "out")
    asked: list[tuple[str, Scope]] = []

    def learn(document: Document, scope: Scope, *_: object) -> frozenset[str]:
        asked.append((document.id, scope))
        return frozenset()

    monkeypatch.setattr(reissue, "printed_by", learn)
    entries = {paper: entry(paper.stem, paper.stem) for paper in plan.papers}
    changed_since(plan, entries)
    signed = {(each.document, each.scope) for each in entries if _is_signed(plan, each)}
    assert sorted(asked) == sorted(signed)


def _is_signed(plan: BuildPlan, paper: Paper) -> bool:
    return bool(plan.documents[paper.document].marks_in(paper.scope))


def test_an_item_that_is_gone_is_told_by_what_its_list_is_called(tmp_path: Path) -> None:
    full = CASES["full"]
    first, *others = full.nominations

    def anew(nomination: Nomination, code: str) -> tuple[str, ...]:
        """What the form of the first nomination shows otherwise than at first."""
        dossier = replace(full, activity=activity().id, nominations=(nomination, *others))
        intake = Intake(folder=tmp_path, name="材料", file="dossier.yaml", dossier=dossier)
        plan = plan_build(intake, (), Settings(templates=TEMPLATES, jobs=1), tmp_path / "out")
        paper = next(each for each in plan.papers if each.document == "nomination_form")
        (since,) = changed_since(plan, {paper: entry(code, code)}).values()
        return since.anew

    assert anew(first, "A") == ()
    fewer = replace(first, contributors=first.contributors[:-1])
    assert anew(fewer, "B") == ("P01 其他完成人",)
    unhonoured = replace(first, lead=replace(first.lead, honours=()))
    assert anew(unhonoured, "C") == ("P01 第一完成人-个人荣誉及获奖情况",)


def test_only_versions_with_codes_can_come_back_and_are_remembered_as_such(tmp_path: Path) -> None:
    file = tmp_path / "issued.json"
    now = {"pdf/一.pdf": Issued("one", "1", ()), "pdf/二.pdf": Issued("two", "1", (), ("A",))}
    write_ledger(file, Ledger(), now, Ledger())
    remembered = read_ledger(file)
    assert set(remembered.papers) == {"pdf/一.pdf", "pdf/二.pdf"}
    assert set(remembered.versions) == {"pdf/二.pdf"}
