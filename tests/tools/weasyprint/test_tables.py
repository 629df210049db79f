"""Cells of tables name the headers that a reader would look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

import pytest

from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.drawn import Cell, Tag
from pipeline.tools.weasyprint.tables import with_headers
from tests.tools.weasyprint.test_drawing import below, laid_out, tags_of

# A row is told as words: "#甲" is a header, "乙*3" spans three columns, "丙/2" two rows.


def cell(words: str) -> Tag:
    role, name = ("TH", words[1:]) if words.startswith("#") else ("TD", words)
    name, _, columns = name.partition("*")
    name, _, rows = name.partition("/")
    return Tag(role, alt=name, cell=Cell(columns=int(columns or 1), rows=int(rows or 1)))


def rows(*told: str) -> tuple[Tag, ...]:
    return tuple(Tag("TR", tuple(map(cell, row.split()))) for row in told)


def cells_of(tags: Iterable[Tag], role: str) -> Iterator[tuple[str, Cell]]:
    for tag in below(tuple(tags)):
        if tag.role == role:
            assert tag.cell
            yield tag.alt or "", tag.cell


def read_aloud(*tags: Tag) -> dict[str, str]:
    """Cells, and the headers that are read before them."""
    names = {each.own_id: name for name, each in cells_of(tags, "TH")}
    assert "" not in names
    return {
        name: " ".join(names[header] for header in each.headers or ())
        for name, each in cells_of(tags, "TD")
    }


LIST = ("#序号 #项目 #备注", "1 甲 无", "2 乙 略")
FORM = ("#项目 甲*3", "#类型 创新 #时间 五月", "#简介 很长*3")
UNION = ("#工会/2 #全称 总会*3", "#姓名 某某 #职务 主席")
HONOURS = ("#荣誉/2 #年份 旧 #奖项 小奖", "#年份 新 #奖项 大奖")
BAND = ("#情况*2", "#团队 甲", "#计划 乙")
INTRODUCTIONS = ("#序号 #项目*2 #类型 #单位", "1/2 甲*2 创新 某", "#简介 长文*3")


@pytest.mark.parametrize(
    ("table", "heard"),
    [
        (LIST, {"1": "序号", "甲": "项目", "无": "备注", "2": "序号", "乙": "项目", "略": "备注"}),
        (FORM, {"甲": "项目", "创新": "类型", "五月": "时间", "很长": "简介"}),
        (UNION, {"总会": "工会 全称", "某某": "工会 姓名", "主席": "工会 职务"}),
        (
            HONOURS,
            {
                "旧": "荣誉 年份",
                "小奖": "荣誉 奖项",
                "新": "荣誉 年份",
                "大奖": "荣誉 奖项",
            },
        ),
        (BAND, {"甲": "情况 团队", "乙": "情况 计划"}),
        (
            INTRODUCTIONS,
            {"1": "序号", "甲": "项目", "创新": "类型", "某": "单位", "长文": "简介"},
        ),
    ],
    ids=["list", "form", "union", "honours", "band", "introductions"],
)
def test_a_cell_is_headed_as_a_reader_sees_it(
    table: tuple[str, ...], heard: dict[str, str]
) -> None:
    assert read_aloud(*with_headers(Tag("Table", rows(*table)), count(1))) == heard


def test_groups_of_rows_are_one_table_and_headers_say_what_they_head() -> None:
    table = Tag(
        "Table", (Tag("THead", rows(*LIST[:1])), Tag("TBody", rows("#1 甲 无", "#2 乙 略")))
    )
    (made,) = with_headers(table, count(1))
    assert [kid.role for kid in made.kids if isinstance(kid, Tag)] == ["THead", "TBody"]
    assert read_aloud(made) == {"甲": "项目 1", "无": "备注 1", "乙": "项目 2", "略": "备注 2"}
    heads = {name: each.heads for name, each in cells_of([made], "TH")}
    assert heads == {"序号": "Column", "项目": "Column", "备注": "Column", "1": "Row", "2": "Row"}


def test_a_row_of_plain_text_stands_outside_the_table() -> None:
    made = with_headers(Tag("Table", rows("#项目 甲", "说明*2", "#类型 乙", "另页*2")), count(1))
    assert [tag.role for tag in made] == ["Table", "Div", "Table", "Div"]
    assert read_aloud(*made) == {"甲": "项目", "乙": "类型"}
    assert [tag.alt for div in made[1::2] for tag in below(div.kids)] == ["说明", "另页"]


def test_a_table_without_headers_is_read_as_text() -> None:
    (made,) = with_headers(Tag("Table", (Tag("TBody", rows("甲 乙")),)), count(1))
    assert {tag.role for tag in below((made,))} == {"Div"}
    assert [tag.alt for tag in below((made,)) if tag.alt] == ["甲", "乙"]


def test_tables_of_a_page_name_their_headers_apart_and_one_may_stand_in_another() -> None:
    inner = "<table><tr><th>里</th><td>乙</td></tr></table>"
    outer = f"<table><tr><th>外</th><td>{inner}</td></tr></table>"
    tags = tags_of(draw(laid_out(outer * 2)))
    headers = [tag.cell.own_id for tag in tags if tag.role == "TH" and tag.cell]
    named = [tag.cell.headers or () for tag in tags if tag.role == "TD" and tag.cell]
    assert len(set(headers)) == 4
    assert sorted(named) == sorted((header,) for header in headers)


def test_text_above_a_table_and_captions_stay_where_they_are() -> None:
    caption = Tag("Caption", alt="表一")
    table = Tag("Table", (caption, *rows("说明*2", "#项目 甲")))
    made = with_headers(table, count(1))
    kinds = [(tag.role, [each.alt for each in below(tag.kids) if each.alt]) for tag in made]
    assert kinds == [("Table", ["表一"]), ("Div", ["说明"]), ("Table", ["项目", "甲"])]
    first = with_headers(Tag("Table", rows("说明*2", "#项目 甲")), count(1))
    assert [tag.role for tag in first] == ["Div", "Table"]
