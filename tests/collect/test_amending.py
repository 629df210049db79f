"""One value of the clerk's workbook is changed where it stands, whoever else changes it meanwhile."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from pipeline.dossier.models import Dossier
from pipeline.errors import InputError, UsageError, WuxiaoError
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.run.editing import Amended, Edit, Spot, State, amend, spot
from pipeline.settings import Settings
from tests.conftest import SAMPLE

SETTINGS = Settings()
NOON = datetime(2023, 8, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))
HOSTILE = '<script>alert(1)</script>"\'>=HYPERLINK("x")'


@dataclass(frozen=True)
class Office:
    """A dossier folder with a workbook, and those who change it."""

    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "dossier.xlsx"

    def dossier(self) -> Dossier:
        return load(self.folder, SETTINGS.find_activity).dossier

    def see(self, path: str, nomination: int | None = 0) -> Spot:
        return spot(self.folder, SETTINGS, nomination, path)

    def save(self, seen: Spot, text: str, who: str = "王干事", **more: Any) -> Amended:
        edit = Edit(
            nomination=seen.nomination,
            path=seen.path,
            text=text,
            version=seen.version,
            who=who,
            when=NOON,
        )
        return amend(self.folder, SETTINGS, replace(edit, **more))

    def change(self, path: str, text: str, nomination: int | None = 0) -> Amended:
        return self.save(self.see(path, nomination), text)

    def in_excel(self, place: Spot, value: object, font: Font | None = None) -> None:
        """What a clerk does to the workbook in Excel."""
        assert place.place is not None
        book = openpyxl.load_workbook(self.book)
        cell = book[place.place.sheet][place.place.cell]
        cell.value = value
        if font is not None:
            cell.font = font
        book.save(self.book)

    def kept(self) -> list[str]:
        return sorted(each.name for each in self.folder.glob("dossier.*.xlsx"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small society's dossier as a workbook, without its files."""
    folder = tmp_path_factory.mktemp("amending") / "社"
    dossier = load(SAMPLE, SETTINGS.find_activity).dossier
    write_workbook(
        folder / "dossier.xlsx", SETTINGS.find_activity(dossier.activity or ""), dossier=dossier
    )
    return folder


@pytest.fixture
def office(filled: Path, tmp_path: Path) -> Office:
    shutil.copytree(filled, tmp_path / "社")
    return Office(tmp_path / "社")


# ---------------------------------------------------------------- what is entered


@pytest.mark.parametrize(
    ("path", "typed", "reads"),
    [
        ("in_use_since", "2021.3.1", "2021-03-01"),
        ("lead.sex", "女", "女"),
        ("lead.id_number", "３２９９９９１９８００１０１１２３x", "32999919800101123X"),
        ("patent_numbers[1]", "ZL 1、ZL 2", "ZL 1\nZL 2"),
        ("team.kind", "其他\n工会主导建设的创新工作室", "工会主导建设的创新工作室\n其他"),
        ("video.seconds", "90", "90"),
        ("contributors[1].job_title", "技术员", "技术员"),
        ("introduction", "第一行\n第二行", "第一行\n第二行"),
        ("lead.email", "", ""),
        ("lead.title", HOSTILE, HOSTILE),
    ],
)
def test_a_value_is_written_as_the_dictionary_says_and_read_back(
    office: Office, path: str, typed: str, reads: str
) -> None:
    came = office.change(path, typed)
    assert (came.state, came.spot.text) == (State.SAVED, reads)
    assert office.see(path).text == reads


@pytest.mark.parametrize(
    ("path", "typed", "why"),
    [
        ("in_use_since", "2021-13-1", "日历上没有这一天；请写明年月日"),
        ("lead.sex", "男人", "不在可选内容之中；请从中选择：男；女"),
        ("completed_in_province", "也许", "看不出是“是”还是“否”"),
        ("video.seconds", "很长", "不是整数"),
        ("evidence.portraits", "x.jpg", "照片和文件放在材料文件夹里"),
        ("lead.email", "a" * 40_000, "文字太长，一个单元格放不下"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_the_reason(
    office: Office, path: str, typed: str, why: str
) -> None:
    before = office.book.read_bytes()
    with pytest.raises(InputError, match=why):
        office.change(path, typed)
    assert office.book.read_bytes() == before
    assert office.kept() == []


@pytest.mark.parametrize(
    ("nomination", "path"),
    [(0, "lead"), (0, "contributors"), (0, "no.such"), (9, "title"), (None, "title"), (0, "lead.__class__")],
)  # fmt: skip
def test_what_is_no_single_value_is_not_there(
    office: Office, nomination: int | None, path: str
) -> None:
    with pytest.raises(UsageError, match="没有这一项"):
        office.see(path, nomination)


def test_everything_else_in_the_workbook_stays(office: Office) -> None:
    def all_cells() -> dict[tuple[str, str], tuple[Any, str, Any]]:
        book = openpyxl.load_workbook(office.book)
        return {
            (sheet.title, cell.coordinate): (cell.value, cell.fill.fgColor.rgb, cell.comment)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
        }

    before = all_cells()
    came = office.change("lead.alias", "电梯医生")
    after = all_cells()
    assert came.spot.place is not None
    changed = {
        place for place in before.keys() | after.keys() if before.get(place) != after.get(place)
    }
    assert changed == {(came.spot.place.sheet, came.spot.place.cell)}


def test_a_value_that_cannot_be_read_is_shown_as_it_stands_and_mended(office: Office) -> None:
    office.in_excel(office.see("in_use_since"), "去年三月")
    seen = office.see("in_use_since")
    assert seen.text == "去年三月"
    assert office.save(seen, "2022-3-1").spot.text == "2022-03-01"


@pytest.mark.parametrize(
    ("value", "text"),
    [(datetime(2021, 3, 1), "2021-03-01"), (12.5, "12.5"), (3, "3")],  # noqa: DTZ001
)
def test_a_value_of_another_kind_is_shown_as_a_clerk_would_type_it(
    value: object, text: str, office: Office
) -> None:
    office.in_excel(office.see("lead.sex"), value)
    seen = office.see("lead.sex")
    assert office.dossier().nominations[0].lead.sex is None
    assert seen.text == text
    assert office.save(seen, "女").spot.text == "女"


def test_words_that_are_struck_out_are_left_to_excel(office: Office) -> None:
    office.in_excel(office.see("lead.alias"), "电梯医生", Font(strike=True))
    seen = office.see("lead.alias")
    assert seen.closed == f"{seen.where}里有划掉的字，在网页上改会丢掉；请打开工作簿改"
    with pytest.raises(InputError, match="里有划掉的字"):
        office.save(seen, "x")


def test_a_field_whose_column_was_taken_out_says_where_it_goes(office: Office) -> None:
    place = office.see("lead.alias").place
    assert place is not None
    book = openpyxl.load_workbook(office.book)
    column = book[place.sheet][place.cell].column
    for row in book[place.sheet].iter_rows(min_row=4, min_col=column, max_col=column):
        row[0].value = None
    for name in [each for each in book.sheetnames if each.startswith("项目P")]:
        book.remove(book[name])
    book.save(office.book)
    seen = office.see("lead.alias")
    assert (seen.where, seen.closed[:10]) == ("", "工作簿里没有这一栏，")
    with pytest.raises(InputError, match="请在工作簿里加上这一栏再填"):
        office.save(seen, "电梯医生")


def test_a_word_for_nothing_is_kept_as_it_was_typed(office: Office) -> None:
    assert office.change("lead.degree", "/").spot.text == "/"
    assert office.dossier().nominations[0].lead.degree is None


def test_a_shared_value_says_whose_it_is(office: Office) -> None:
    seen = office.see("opinion.handler.phone")
    assert seen.sharing == ("P01", "P02")
    assert seen.where.startswith("统一内容!")
    office.save(seen, "0512-80003500")
    phones = {each.opinion.handler.phone for each in office.dossier().nominations}
    assert phones == {"0512-80003500"}
    assert office.see("title").sharing == ()


@pytest.mark.parametrize(("path", "typed"), [("id", "P09"), ("employer.name", "别的单位")])
def test_what_others_hang_on_is_not_changed_alone(office: Office, path: str, typed: str) -> None:
    before = office.book.read_bytes()
    with pytest.raises(InputError, match=r"别的内容也会跟着变：P01“.+”.*；请打开工作簿改"):
        office.change(path, typed)
    assert office.book.read_bytes() == before


def test_a_formula_is_left_to_excel(office: Office) -> None:
    office.in_excel(office.see("lead.alias"), '="电梯"&"医生"')
    with pytest.raises(InputError, match="是公式"):
        office.change("lead.alias", "x")


def test_another_form_of_dossier_says_where_to_change_it() -> None:
    assert "不是工作簿" in spot(SAMPLE, SETTINGS, 0, "title").closed


# ---------------------------------------------------------------- two at once


def test_the_later_of_two_is_shown_the_earlier(office: Office) -> None:
    seen = office.see("lead.alias")
    office.save(seen, "甲", who="王干事")
    came = office.save(seen, "乙", who="李会计")
    assert (came.state, came.spot.text, came.who) == (State.OVERTAKEN, "甲", "王干事")
    assert came.when == NOON.isoformat(timespec="seconds")
    assert office.see("lead.alias").text == "甲"
    assert office.save(came.spot, "乙", who="李会计").state is State.SAVED
    assert office.see("lead.alias").text == "乙"


def test_a_change_in_excel_counts_too(office: Office) -> None:
    seen = office.see("lead.alias")
    office.in_excel(seen, "表里改的")
    came = office.save(seen, "网页上改的")
    assert (came.state, came.spot.text, came.who) == (State.OVERTAKEN, "表里改的", "")


def test_both_wanting_the_same_is_no_quarrel(office: Office) -> None:
    seen = office.see("lead.alias")
    office.save(seen, "甲")
    assert office.save(seen, "甲", who="李会计").state is State.SAME


def test_another_project_in_its_place_is_not_written_over(office: Office) -> None:
    seen = office.see("title", 1)
    came = office.save(replace(seen, nomination=0), "别的项目")
    assert came.state is State.OVERTAKEN


def test_other_values_do_not_get_in_the_way(office: Office) -> None:
    alias, email = office.see("lead.alias"), office.see("lead.email")
    office.save(alias, "甲")
    assert office.save(email, "a@example.com", who="李会计").state is State.SAVED


def test_of_many_at_the_same_moment_one_is_first_and_nobody_is_lost(office: Office) -> None:
    seen = office.see("lead.alias")
    came: dict[str, Amended] = {}

    def run(who: str) -> None:
        came[who] = office.save(seen, f"{who}填的", who=who)

    threads = [threading.Thread(target=run, args=(f"干事{number}",)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    saved = [who for who, each in came.items() if each.state is State.SAVED]
    assert len(saved) == 1
    others = [each for who, each in came.items() if who not in saved]
    assert {(each.state, each.spot.text, each.who) for each in others} == {
        (State.OVERTAKEN, f"{saved[0]}填的", saved[0])
    }


def test_excel_saving_while_it_is_written_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.collect import amending

    real = amending._proven

    def meanwhile(*given: Any) -> Any:
        office.in_excel(office.see("title"), "刚才改的")
        return real(*given)

    seen = office.see("lead.alias")
    monkeypatch.setattr(amending, "_proven", meanwhile)
    with pytest.raises(WuxiaoError, match="刚才被改过，没有写入"):
        office.save(seen, "甲")
    assert office.dossier().nominations[0].title == "刚才改的"
    assert office.kept() == []


LOCKS = {
    "~$dossier.xlsx": bytes([6])
    + "李会计".encode("gbk")
    + b" " * 48
    + "李会计".encode("utf-16-le"),
    ".~lock.dossier.xlsx#": "李会计,li,PC-1,20.08.2023 12:00,file:///x;".encode(),
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_workbook_that_is_open_is_told_with_who_has_it(office: Office, name: str) -> None:
    (office.folder / name).write_bytes(LOCKS[name])
    before = office.book.read_bytes()
    came = office.change("lead.alias", "甲")
    assert (came.state, came.who) == (State.OPEN, "李会计")
    assert office.book.read_bytes() == before
    assert office.save(came.spot, "甲", sure=True).state is State.SAVED


def test_a_lock_file_that_says_nothing_still_counts(office: Office) -> None:
    (office.folder / "~$dossier.xlsx").write_bytes(b"")
    assert office.change("lead.alias", "甲").state is State.OPEN


# ---------------------------------------------------------------- what is kept


def test_the_workbook_of_before_is_kept_once_a_person_and_day(office: Office) -> None:
    before = office.book.read_bytes()
    assert office.change("lead.alias", "甲").earlier is not None
    assert office.change("lead.alias", "乙").earlier is None
    assert [(office.folder / each).read_bytes() for each in office.kept()] == [before]
    assert office.save(office.see("lead.alias"), "丙", who="李会计").earlier is not None
    later = office.save(office.see("lead.alias"), "丁", who="李会计", when=NOON + timedelta(days=1))
    assert later.earlier is not None


def test_what_excel_saved_is_kept_before_it_is_written_over(office: Office) -> None:
    office.change("lead.alias", "甲")
    office.in_excel(office.see("lead.degree"), "硕士")
    between = office.book.read_bytes()
    kept = office.change("lead.alias", "乙").earlier
    assert kept is not None
    assert kept.read_bytes() == between


def test_what_is_kept_is_no_part_of_the_dossier(office: Office) -> None:
    office.book.rename(office.folder / "材料.xlsx")
    seen = spot(office.folder, SETTINGS, 0, "lead.alias")
    assert office.save(seen, "甲").state is State.SAVED
    assert load(office.folder, SETTINGS.find_activity).file == "材料.xlsx"


def test_no_value_stands_in_the_journal(office: Office) -> None:
    office.change("lead.id_number", "32999919800101123X")
    text = (office.folder / ".wuxiao" / "edits.jsonl").read_text(encoding="utf-8")
    assert "王干事" in text
    assert "329999" not in text


@pytest.fixture
def torn(office: Office) -> Office:
    """An office whose journal was torn off in the middle."""
    office.change("lead.alias", "甲")
    with (office.folder / ".wuxiao" / "edits.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"when": "2023\n[1]\n"x"\n')
    return office


def test_a_torn_journal_costs_nothing_but_what_is_torn(torn: Office) -> None:
    seen = torn.see("lead.degree")
    torn.change("lead.degree", "硕士")
    assert torn.save(seen, "博士", who="李会计").who == "王干事"
