"""What a build carries to other machines: what its tasks read, and nothing else of a dossier."""

from __future__ import annotations

from pathlib import Path

from pipeline import store
from pipeline.load import load
from pipeline.make import carrying
from pipeline.make.buildplan import BuildPlan
from pipeline.make.plan import plan_build
from pipeline.settings import Settings
from tests.conftest import Desk

P01 = "P01-尉迟晨"


def plan_of(desk: Desk, *from_word: str) -> BuildPlan:
    settings = Settings(out=desk.output, from_word=from_word)
    return plan_build(load(desk.folder, settings.find_activity), (), settings, desk.out)


def test_of_a_dossier_photos_travel_and_neither_workbook_nor_other_evidence(desk: Desk) -> None:
    plan = plan_of(desk)
    own = {path for packet in plan.packets for path in carrying.PACKETS.own(plan, packet)}
    assert own == {
        desk.folder / photo
        for each in plan.dossier.nominations
        for photo in (*each.before.photos, *each.after.photos)
    }
    assert not [path for path in carrying.PACKETS.shared(plan) if path.is_relative_to(desk.folder)]


def test_all_templates_and_the_activity_travel_without_the_code_beside_them(desk: Desk) -> None:
    own = desk.folder / "templates" / "lead_pledge"
    own.mkdir(parents=True)
    (own / "print.html").write_bytes(
        (Settings().templates / "lead_pledge" / "print.html").read_bytes()
    )
    shared = set(carrying.PAPERS.shared(plan_of(desk)))
    assert own / "print.html" in shared
    assert {path.suffix for path in shared} & {".py", ".pyc"} == set()
    assert Settings().activity_folder("jiangsu-wuxiao-2023") / "activity.toml" in shared
    assert Settings().templates / "_shared" / "official.css" in shared


def test_what_an_earlier_run_made_travels_with_its_paper_so_that_it_is_not_made_again(
    built: Desk,
) -> None:
    plan = plan_of(built)
    packet = next(
        each for each in plan.packets if P01 in {p.stem[: len(P01)] for p in each.own_papers}
    )
    own = set(carrying.PACKETS.own(plan, packet))
    made = {
        built.out / packet.path,
        *(built.out / f"word/{p.stem}.docx" for p in packet.own_papers),
    }
    pdfs = [plan.before[f"pdf/{paper.stem}.pdf"] for paper in packet.own_papers]
    made |= {store.drawn_path(built.out, pdf.shown_digest) for pdf in pdfs}
    assert made <= own
    others = {Path(path) for path in plan.before if "P02" in path}
    assert not own & {built.out / path for path in others}


def test_a_word_file_that_a_hand_changed_travels(built: Desk) -> None:
    word = built.out / "word" / "提名函.docx"
    word.write_bytes(word.read_bytes() + b"0")
    plan = plan_of(built, "提名函")
    letter = next(paper for paper in plan.papers if paper.stem == "提名函")
    assert word in set(carrying.PAPERS.own(plan, [letter]))
