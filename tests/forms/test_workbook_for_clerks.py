"""The workbook and folder that `wuxiao new` hands to a clerk."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.cli import cli
from pipeline.dossier.models import Dossier, Nomination, UnitKind
from pipeline.errors import InputError, OutputError
from pipeline.forms.new_dossier import start_dossier
from pipeline.forms.sheets import plan_of
from pipeline.forms.writer import write_workbook
from tests.load.cases import YAML, activity, read, read_yaml


def written(
    kind: UnitKind = UnitKind.INDUSTRY, dossier: Dossier | None = None
) -> openpyxl.Workbook:
    stream = io.BytesIO()
    write_workbook(stream, activity(), kind=kind, dossier=dossier)
    return openpyxl.load_workbook(stream)


def headers(sheet: Worksheet, row: int) -> dict[str, str]:
    """Letters of columns by their headers."""
    return {
        str(cell.value).replace("\n", "").lstrip("*"): cell.column_letter
        for cell in sheet[row]
        if cell.value
    }


def validation(sheet: Worksheet, cell: str) -> tuple[str, bool]:
    """The source of a cell's drop-down and whether other text is refused."""
    for each in sheet.data_validations.dataValidation:
        if cell in each.sqref:
            return str(each.formula1), bool(each.showErrorMessage)
    raise AssertionError(cell)


def offered(book: openpyxl.Workbook, formula: str) -> list[str]:
    title, _, cells = formula.partition("!")
    return [str(row[0].value) for row in book[title][cells.replace("$", "")]]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (UnitKind.CITY, 20),
        (UnitKind.INDUSTRY, 10),
        (UnitKind.PROVINCIAL_SOCIETY, 5),
        (UnitKind.OTHER_SOCIETY, 2),
    ],
)
def test_as_many_rows_are_ready_as_the_quota_allows(kind: UnitKind, rows: int) -> None:
    sheet = written(kind)["项目"]
    ids = [sheet.cell(row, 1).value for row in range(5, 5 + rows + 1)]
    assert ids == [*(f"P{number:02d}" for number in range(1, rows + 1)), None]


def test_the_sheets_stand_in_order_and_the_options_are_hidden() -> None:
    book = written(UnitKind.PROVINCIAL_SOCIETY)
    assert book.sheetnames == [
        "提名单位", "项目", "其他完成人", "荣誉", "第一完成单位", "统一内容", "备案", "说明",
        *(f"项目P0{number}" for number in range(1, 6)), "选项",
    ]  # fmt: skip
    assert [each.title for each in book if each.sheet_state == "hidden"] == ["选项"]


@pytest.mark.parametrize("kind", UnitKind)
def test_only_societies_see_the_filing(kind: UnitKind) -> None:
    assert (written(kind)["备案"].sheet_state == "visible") is kind.is_society


def test_the_first_columns_are_id_title_and_category() -> None:
    sheet = written()["项目"]
    assert [str(cell.value).lstrip("*") for cell in sheet[4][:3]] == ["编号", "项目名称", "类型"]
    assert sheet.freeze_panes == "C5"
    assert sheet["A7"].value == "P03"


def test_every_header_has_a_note_and_needed_ones_a_mark() -> None:
    sheet = written()["项目"]
    for cell in sheet[4]:
        if cell.value not in {None, "字数"}:
            assert cell.comment is not None, cell.value
            needed = str(cell.value).startswith("*")
            assert ("必填" in cell.comment.text) is needed
    assert "限300字" in sheet[f"{headers(sheet, 4)['项目简介']}4"].comment.text


def test_every_choice_has_a_drop_down() -> None:
    book = written()
    sheet = book["项目"]
    letters = headers(sheet, 4)
    for column in plan_of(activity().fields).projects.columns:
        if column.field.options:
            formula, _ = validation(sheet, f"{letters[column.label]}5")
            assert offered(book, formula) == [each.label for each in column.field.options]
    assert offered(book, validation(sheet, f"{letters['项目在我省完成']}14")[0]) == ["是", "否"]
    assert offered(book, validation(sheet, f"{letters['第一完成单位-单位公示-有无异议']}5")[0]) == [
        "有",
        "无",
    ]


def test_fields_of_appendix_3_depend_on_each_other() -> None:
    book = written()
    sheet = book["项目"]
    letters = headers(sheet, 4)
    first, second, third = (letters[f"所属领域-{level}"] for level in ("一级", "二级", "三级"))
    formula, strict = validation(sheet, f"{first}5")
    assert strict
    assert offered(book, formula) == list(activity().taxonomy.tree)
    assert evaluate(book, validation(sheet, f"{second}5")[0], f"${first}5", "农业与林业") == list(
        activity().taxonomy.tree["农业与林业"]
    )
    formula, strict = validation(sheet, f"{third}5")
    assert not strict
    assert evaluate(book, formula, f"${second}5", "林业") == list(
        activity().taxonomy.tree["农业与林业"]["林业"]
    )


def evaluate(book: openpyxl.Workbook, formula: str, cell: str, picked: str) -> list[str]:
    """What OFFSET(head,MATCH(cell,upper,0),0,COUNTIF(upper,cell),1) gives for what was picked."""
    found = re.fullmatch(r"OFFSET\((.+),MATCH\((.+),(.+),0\),0,COUNTIF\(\3,\2\),1\)", formula)
    assert found is not None
    head, asked, match = found.groups()
    assert asked == cell
    keys = offered(book, match)
    start = keys.index(picked) + 1
    title, _, place = head.partition("!")
    anchor = book[title][place.replace("$", "")]
    return [
        str(book[title].cell(anchor.row + start + step, anchor.column).value)
        for step in range(keys.count(picked))
    ]


def test_codes_are_text_and_dates_are_dates() -> None:
    sheet = written()["项目"]
    letters = headers(sheet, 4)
    for label in (
        "第一完成人-身份证号",
        "第一完成人-手机号码",
        "专利号",
        "第一完成人-技能等级证书编号",
    ):
        assert sheet[f"{letters[label]}5"].number_format == "@"
    assert sheet[f"{letters['应用实施时间']}5"].number_format == "yyyy-mm-dd"


def test_long_texts_have_a_live_count_that_warns() -> None:
    sheet = written()["项目"]
    limits = [each for each in activity().limits.text if not each.startswith(("unit.", "filing."))]
    counts = [cell for cell in sheet[4] if cell.value == "字数"]
    assert len(counts) == len(limits)
    letter = get_column_letter(counts[0].column)
    formula = str(sheet[f"{letter}5"].value)
    assert formula.startswith("=IF(")
    assert '&"/300"' in formula
    warned = [str(each.sqref) for each in sheet.conditional_formatting]
    assert f"{letter}5:{letter}14" in warned


def test_columns_that_are_seldom_filled_are_folded_away_until_they_are(tmp_path: Path) -> None:
    def folded(book: openpyxl.Workbook) -> bool:
        sheet = book["项目"]
        letter = headers(sheet, 4)["附件-形象照"]
        return any(
            dimension.hidden
            for dimension in sheet.column_dimensions.values()
            if (dimension.min or 0) <= column_index_from_string(letter) <= (dimension.max or 0)
        )

    (tmp_path / "a.jpg").write_bytes(b"x")
    filled = read_yaml(tmp_path, YAML + "").dossier
    assert folded(written(dossier=filled))
    (tmp_path / "dossier.yaml").write_text(
        YAML.replace("    lead: {name: 吴七}", "    evidence: {portraits: [a.jpg]}"),
        encoding="utf-8",
    )
    assert not folded(written(dossier=read(tmp_path).dossier))


@pytest.mark.parametrize("text", ["=1+1", "+8613", "-甲", "@甲", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    dossier = Dossier(activity=activity().id, nominations=(Nomination(id="P01", title=text),))
    write_workbook(tmp_path / "dossier.xlsx", activity(), dossier=dossier)
    cell = openpyxl.load_workbook(tmp_path / "dossier.xlsx")["项目"]["B5"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert read(tmp_path).dossier.nominations[0].title == text


def test_control_characters_survive_the_workbook(tmp_path: Path) -> None:
    text = "甲\x01_x0041_\ue000乙"
    dossier = Dossier(activity=activity().id, nominations=(Nomination(id="P01", title=text),))
    write_workbook(tmp_path / "dossier.xlsx", activity(), dossier=dossier)
    assert read(tmp_path).dossier.nominations[0].title == text


def test_the_same_dossier_gives_the_same_bytes(tmp_path: Path) -> None:
    dossier = read_yaml(tmp_path, YAML).dossier
    first, second = io.BytesIO(), io.BytesIO()
    write_workbook(first, activity(), dossier=dossier)
    write_workbook(second, activity(), dossier=dossier)
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize("kind", UnitKind)
def test_a_started_folder_is_ready_and_empty(tmp_path: Path, kind: UnitKind) -> None:
    folder = tmp_path / "深" / "某单位"
    start_dossier(folder, activity(), kind)
    assert sorted(each.name for each in folder.iterdir()) == [
        "dossier.xlsx",
        "使用说明.txt",
        "附件",
    ]
    assert (folder / "附件" / "本级公示").is_dir()
    assert (folder / "附件" / "P02").is_dir()
    intake = read(folder)
    assert intake.findings == ()
    assert intake.dossier.unit.kind is kind
    assert intake.dossier.nominations == ()
    guide = (folder / "使用说明.txt").read_bytes()
    assert guide.startswith(b"\xef\xbb\xbf")
    named = set(re.findall(r"wuxiao (\w+) 某单位", guide.decode("utf-8-sig")))
    assert named == {"serve", "status", "kit", "collect", "check", "build"}
    assert named <= set(cli.commands)
    assert b"\r\n" in guide


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="已有内容"):
        start_dossier(tmp_path, activity(), UnitKind.CITY)
    with pytest.raises(InputError, match="同名文件"):
        start_dossier(tmp_path / "a", activity(), UnitKind.CITY)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_an_empty_folder_may_be_started_in(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    start_dossier(tmp_path / "new", activity(), UnitKind.CITY)
    assert (tmp_path / "new" / "dossier.xlsx").is_file()


def test_a_start_in_an_empty_folder_that_fails_leaves_it_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name == "dossier.xlsx" and path.parent != tmp_path:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    (tmp_path / "new").mkdir()
    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OutputError, match="无法新建"):
        start_dossier(tmp_path / "new", activity(), UnitKind.CITY)
    assert [each.name for each in tmp_path.rglob("*")] == ["new"]


def test_a_start_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OutputError, match="无法新建"):
        start_dossier(tmp_path / "new", activity(), UnitKind.CITY)
    assert list(tmp_path.iterdir()) == []
