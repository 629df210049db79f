"""The parts of the benchmark that measure nothing, on made-up figures: aims, tables, what is chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfWriter

from tests.bench import bench, contestants
from tests.bench.figures import (
    FEW,
    MANY,
    FormsRun,
    Found,
    Papers,
    Row,
    Run,
    ratio,
    shortfall,
    verdicts,
)
from tests.bench.tables import (
    aim_cells,
    cells,
    draft_cells,
    form_cells,
    markdown_table,
    plain_table,
    report,
    step_cells,
    with_block,
)

PAPERS = Papers(files={"word/函.docx": 0, "pdf/函.pdf": 20, "print/01-函.pdf": 20}, mb=1.25)


def row(*seconds: float, peak_mb: float = 100.0, cpu_seconds: float = 3.0) -> Row:
    runs = [Run(seconds=each, cpu_seconds=cpu_seconds, peak_mb=peak_mb) for each in seconds]
    return Row(tuple(runs), PAPERS)


ROWS = {
    "cold": row(12.0, 9.0, 10.0, peak_mb=220.0),
    "unchanged": row(0.1),
    "edited": row(1.2),
    "a": row(120.0),
    "b": row(24.9),
    "c": row(60.0, 65.0),
    "d": row(30.0),
    "office": row(10.0),
}
DRAFTS = {FEW: row(9.0, cpu_seconds=20.0), MANY: row(80.0, cpu_seconds=220.0, peak_mb=300.0)}


def forms(cpu_seconds: float) -> list[FormsRun]:
    return [FormsRun(pages=100, seconds=cpu_seconds / 2, cpu_seconds=cpu_seconds, peak_mb=90.0)]


FOUND = Found(
    rows=ROWS,
    drafts=DRAFTS,
    forms={"ours": forms(6.0), "typst": forms(1.5)},
    steps={"lay out": 6.0, "draw": 2.0},
)


def test_the_median_counts_and_the_least_is_shown() -> None:
    assert ROWS["cold"].seconds == 10.0
    assert ROWS["cold"].least_seconds == 9.0
    assert ratio(ROWS, "a") == 12.0


def test_the_worst_peak_counts() -> None:
    runs = tuple(Run(seconds=1, cpu_seconds=1, peak_mb=peak) for peak in (300.0, 500.0, 400.0))
    assert Row(runs, PAPERS).peak_mb == 500.0


def reached(found: Found) -> dict[str, bool | None]:
    return {each.aim: each.reached for each in verdicts(found)}


def test_aims_that_are_just_reached_are_reached() -> None:
    missed = [aim for aim, is_reached in reached(FOUND).items() if not is_reached]
    assert missed == ["at least 2.5 times faster than (b)"]
    assert len(reached(FOUND)) == 9


@pytest.mark.parametrize(
    ("key", "worse", "aim"),
    [
        ("a", row(119.0), "at least 12 times faster than (a)"),
        ("c", row(59.0), "at least 6 times faster than (c)"),
        ("office", row(9.9), "cold build no slower than LibreOffice alone with the finished Word files"),
        ("edited", row(1.21), "rebuilt after one edit in at most 12% of a cold build"),
        ("unchanged", row(0.11), "rebuilt unchanged in at most 1% of a cold build"),
        ("edited", row(1.0, peak_mb=221.0), "largest process at most 220 MB"),
    ],
)  # fmt: skip
def test_aims_that_are_just_missed_are_missed(key: str, worse: Row, aim: str) -> None:
    found = reached(Found(rows={**ROWS, key: worse}, drafts=DRAFTS))
    assert found[aim] is False
    assert sum(each is False for each in found.values()) == 2  # and that of (b)


def test_many_nominations_may_be_cheaper_each_but_not_much_dearer() -> None:
    aim = "CPU per nomination at 200 at most 10% above that at 20"
    for cpu_seconds, is_reached in ((100.0, True), (219.9, True), (221.0, False)):
        drafts = {**DRAFTS, MANY: row(80.0, cpu_seconds=cpu_seconds)}
        assert reached(Found(rows=ROWS, drafts=drafts))[aim] is is_reached
    larger = {**DRAFTS, MANY: row(80.0, cpu_seconds=100.0, peak_mb=301.0)}
    found = reached(Found(rows=ROWS, drafts=larger))
    assert found["largest process, 200 nominations in one dossier at most 300 MB"] is False


def test_what_was_not_measured_is_not_reached() -> None:
    without = Found(rows={"b": ROWS["b"]})
    assert set(reached(without).values()) == {None}
    assert ratio(without.rows, "b") is None
    assert cells(without.rows)[1][6] == "—"
    assert {line[2] for line in aim_cells(without)[1:]} == {"not measured"}


def test_tables_name_every_contestant() -> None:
    table = cells(ROWS)
    assert table[1][1:] == ("3", "9.00", "10.00", "3.00", "220", "1.0×", "20", "1.2")
    assert [line[6] for line in table[1:]] == [
        "1.0×", "1.0%", "12.0%", "12.0×", "2.5×", "6.2×", "3.0×", "1.0×",
    ]  # fmt: skip
    assert len(plain_table(table).splitlines()) == 9
    assert markdown_table(table).splitlines()[1] == "| --- |" + " ---: |" * 8


def test_forms_are_compared_page_by_page() -> None:
    assert form_cells(FOUND.forms)[1:] == [
        ("ours: lay out, draw, write", "100", "30.0", "60.0", "90", "4.0×"),
        ("(e) Typst", "100", "7.5", "15.0", "90", "1.0×"),
    ]
    assert form_cells({"ours": forms(6.0)})[1][-1] == "—"


def test_many_nominations_are_compared_one_by_one() -> None:
    assert [line[:5] for line in draft_cells(DRAFTS)[1:]] == [
        ("20 nominations", "1", "9.00", "20.00", "1.00"),
        ("200 nominations", "1", "80.00", "220.00", "1.10"),
    ]


def test_steps_have_their_share_of_the_whole() -> None:
    assert step_cells(FOUND.steps)[1:] == [("lay out", "6.00", "75.0%"), ("draw", "2.00", "25.0%")]


def test_a_report_holds_what_was_measured_and_nothing_else() -> None:
    whole = report(FOUND, markdown_table)
    assert whole.count("\n| --- |") == 5
    assert "(e) Typst" in whole
    assert "8.00 s in all" in whole
    assert report(Found(rows=ROWS), markdown_table).count("\n| --- |") == 2


def test_columns_stand_under_each_other_beside_chinese() -> None:
    assert plain_table([("", "n"), ("提名函", "1"), ("ab", "20")]) == "\n".join(
        ["         n", "提名函   1", "ab      20"]
    )


@pytest.mark.parametrize(
    ("files", "lack"),
    [
        ({"pdf/函.pdf": 19, "print/01-函.pdf": 19}, ""),
        ({"pdf/函.pdf": 18, "print/01-函.pdf": 20}, "18 pages in pdf/ where ours has 20"),
        ({"pdf/函.pdf": 20, "print/01-函.pdf": 0}, "1 files without pages, first print/01-函.pdf"),
        ({"pdf/函.pdf": 20}, "1 of 3 files missing, first print/01-函.pdf"),
    ],
)
def test_a_contestant_that_made_less_is_found_out(files: dict[str, int], lack: str) -> None:
    made = Papers(files={"word/函.docx": 0, **files}, mb=1.0)
    assert shortfall(made, PAPERS) == lack


def test_of_a_contestant_that_makes_pdfs_only_nothing_else_is_asked() -> None:
    made = Papers(files={"pdf/函.pdf": 20}, mb=1.0)
    assert shortfall(made, PAPERS)
    assert not shortfall(made, PAPERS.only("pdf"))


def test_packets_are_merged_into_their_folders_and_counted(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for kind in ("word", "pdf", "print"):
        (tmp_path / kind).mkdir()
    writer.write(tmp_path / "pdf" / "甲.pdf")
    packet = {
        "path": "print/本单位/01-提名函.pdf",
        "kind": "print",
        "title": "",
        "parts": [{"path": "pdf/甲.pdf"}] * 2,
    }
    files = [{"path": "pdf/甲.pdf", "kind": "pdf", "title": "甲"}, packet]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    contestants.merge(tmp_path, tmp_path / "manifest.json")
    assert contestants.count(tmp_path)["print"] == {"本单位/01-提名函.pdf": 3}


@pytest.mark.parametrize("end", ["<!-- /bench -->", "<!-- bench -->"])
def test_the_block_goes_between_the_markers_only(end: str) -> None:
    text = f"before\n<!-- bench -->\nold\n{end}\nafter\n"
    assert with_block(text, "new \\1") == f"before\n<!-- bench -->\nnew \\1\n{end}\nafter\n"


@pytest.mark.parametrize("text", ["", "<!-- bench -->", "<!-- bench --><!-- /bench -->" * 2])
def test_without_one_pair_of_markers_nothing_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="markers"):
        with_block(text, "new")


# ---------------------------------------------------------------- what is chosen


def test_many_nominations_are_left_out_where_it_is_to_be_quick() -> None:
    everything = frozenset(bench.NAMES)
    assert bench.chosen(None, quick=False, many=None) == everything
    assert bench.chosen(None, quick=True, many=None) == everything - {"many"}
    assert bench.chosen(None, quick=True, many=True) == everything
    assert bench.chosen(None, quick=False, many=False) == everything - {"many"}
    assert bench.chosen(["many"], quick=True, many=None) == {"many"}
    assert bench.chosen(["ours"], quick=False, many=None) == {"ours"}
