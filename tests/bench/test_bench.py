"""The arithmetic of the benchmark, on made-up figures."""

from __future__ import annotations

import pytest

from tests.bench.figures import (
    Papers,
    Row,
    Run,
    aim_cells,
    cells,
    markdown_table,
    plain_table,
    ratio,
    shortfall,
    verdicts,
    with_block,
)

PAPERS = Papers(files={"word/函.docx": 0, "pdf/函.pdf": 20, "print/01-函.pdf": 20}, mb=1.25)


def row(*seconds: float, peak_mb: float = 100.0, cpu_seconds: float = 3.0) -> Row:
    runs = [Run(seconds=each, cpu_seconds=cpu_seconds, peak_mb=peak_mb) for each in seconds]
    return Row(tuple(runs), PAPERS)


ROWS = {
    "cold": row(12.0, 9.0, 10.0, peak_mb=449.0),
    "unchanged": row(0.29),
    "edited": row(1.5),
    "a": row(80.0),
    "b": row(24.9),
    "c": row(50.0, 55.0),
}


def test_the_median_counts_and_the_least_is_shown() -> None:
    assert ROWS["cold"].seconds == 10.0
    assert ROWS["cold"].least_seconds == 9.0
    assert ratio(ROWS, "a") == 8.0


def test_the_worst_peak_counts() -> None:
    runs = tuple(Run(seconds=1, cpu_seconds=1, peak_mb=peak) for peak in (300.0, 500.0, 400.0))
    assert Row(runs, PAPERS).peak_mb == 500.0


def test_aims_are_judged_on_both_sides_of_their_bounds() -> None:
    assert [each.reached for each in verdicts(ROWS)] == [True, False, True, True, True]
    worse = {**ROWS, "a": row(79.0), "unchanged": row(0.3), "edited": row(2.0, peak_mb=450.0)}
    assert [each.reached for each in verdicts(worse)] == [False, False, True, False, False]


def test_what_was_not_measured_is_not_reached() -> None:
    without = {"b": ROWS["b"]}
    assert {each.reached for each in verdicts(without)} == {None}
    assert ratio(without, "b") is None
    assert cells(without)[1][6] == "—"
    assert {line[2] for line in aim_cells(without)[1:]} == {"not measured"}


def test_tables_name_every_contestant() -> None:
    table = cells(ROWS)
    assert table[1][1:] == ("3", "9.00", "10.00", "3.00", "449", "1.0×", "20", "1.2")
    assert [line[6] for line in table[1:]] == ["1.0×", "2.9%", "15.0%", "8.0×", "2.5×", "5.2×"]
    assert len(plain_table(table).splitlines()) == 7
    assert markdown_table(table).splitlines()[1] == "| --- |" + " ---: |" * 8


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


@pytest.mark.parametrize("end", ["<!-- /bench -->", "<!-- bench -->"])
def test_the_block_goes_between_the_markers_only(end: str) -> None:
    text = f"before\n<!-- bench -->\nold\n{end}\nafter\n"
    assert with_block(text, "new \\1") == f"before\n<!-- bench -->\nnew \\1\n{end}\nafter\n"


@pytest.mark.parametrize("text", ["", "<!-- bench -->", "<!-- bench --><!-- /bench -->" * 2])
def test_without_one_pair_of_markers_nothing_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="markers"):
        with_block(text, "new")
