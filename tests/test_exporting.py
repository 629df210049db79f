"""What goes out of the register and comes into another, as a clerk does it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from msgspec.structs import replace

from pipeline.archive import Register, at_work
from pipeline.settings import REGISTER_VARIABLE
from tests.archive.papers import LATER, NOW, deposit, paper
from tests.conftest import Command
from tests.signing import signed_list


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register of three papers in two boxes."""
    folder = tmp_path / "登记簿"
    monkeypatch.setenv(REGISTER_VARIABLE, str(folder))
    scan = one_page()
    with at_work(Register(folder), by="王干事", now=NOW) as desk:
        papers = (
            paper("甲", scan, box="1"),
            paper("乙", scan, box="1"),
            paper("丙", scan, box="2"),
        )
        desk.add(deposit(*papers))
    return folder


def one_page() -> bytes:
    """An empty sheet of A4."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def texts(pdf: Path) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_labels_are_made_of_the_papers_that_are_asked_for(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    every = wuxiao("archive", "labels", "-o", tmp_path / "标签", "--stamps", "--format", "json")
    assert json.loads(every.out)["files"] == ["盒脊.pdf", "盒封面.pdf", "归档章-印在首页.pdf"]
    assert len(texts(tmp_path / "标签" / "盒封面.pdf")) == 2
    stamps = texts(tmp_path / "标签" / "归档章-印在首页.pdf")
    assert ["0001" in stamps[0], "0003" in stamps[2]] == [True, True]
    one = wuxiao("archive", "labels", "-o", tmp_path / "一盒", "--box", "2", "--format", "json")
    assert json.loads(one.out)["papers"] == 1
    assert len(texts(tmp_path / "一盒" / "盒封面.pdf")) == 1
    none = wuxiao("archive", "labels", "--box", "9")
    assert (none.code, "没有这样的文书" in none.err) == (3, True)


def test_a_workbook_or_a_zip_is_written_by_its_name_and_the_zip_is_imported(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    assert wuxiao("archive", "export", tmp_path / "目录.xlsx", "--box", "1").code == 0
    sheet = openpyxl.load_workbook(tmp_path / "目录.xlsx").active
    assert sheet is not None
    assert [sheet.cell(row, 5).value for row in (3, 4, 5)] == ["甲提名书", "乙提名书", None]
    zipped = wuxiao("archive", "export", tmp_path / "档案.zip")
    assert "没有加密" in zipped.err
    with zipfile.ZipFile(tmp_path / "档案.zip") as archive:
        assert any(each.endswith("/index.html") for each in archive.namelist())
    other = ("--register", tmp_path / "别的", "--by", "赵六", "--format", "json")
    first = wuxiao("archive", "import", tmp_path / "档案.zip", *other)
    assert (first.code, json.loads(first.out)) == (0, {"fresh": 3, "known": 0})
    again = wuxiao("archive", "import", tmp_path / "档案.zip", *other)
    assert (again.code, json.loads(again.out)) == (0, {"fresh": 0, "known": 3})


def test_an_export_of_several_years_or_of_one_that_is_gone_has_a_name_all_the_same(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    gone = replace(paper("丁", one_page(), box="3"), activity="gone-1999", key="丁")
    with at_work(Register(kept), by="王干事", now=NOW) as desk:
        desk.add(deposit(gone))
    for box, name in (("1", "2023年"), ("3", "归档文书"), ("", "归档文书")):
        only = ("--box", box) if box else ()
        made = wuxiao("archive", "export", tmp_path / f"{box}.zip", *only)
        assert made.code == 0, made.err
        with zipfile.ZipFile(tmp_path / f"{box}.zip") as archive:
            assert all(name in each.partition("/")[0] for each in archive.namelist())


def test_an_export_that_is_not_there_is_not_imported(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    outcome = wuxiao("archive", "import", tmp_path / "没有.zip", "--by", "赵六")
    assert outcome.code == 3
    assert "没有.zip：没有这个文件" in outcome.err


def test_a_zip_may_have_a_password_that_is_typed_in(
    wuxiao: Command, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["短", "短", "长一些的密码八位", "长一些的密码八位", "长一些的密码八位"]
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: typed.pop(0))
    zipped = tmp_path / "密.zip"
    short = wuxiao("archive", "export", zipped, "--password")
    assert (short.code, "密码太短" in short.err, zipped.exists()) == (2, True, False)
    assert "设了密码" in wuxiao("archive", "export", zipped, "--password").err
    other = ("--register", tmp_path / "别的", "--format", "json")
    refused = wuxiao("archive", "import", zipped, *other)
    assert (refused.code, "--password" in refused.err) == (3, True)
    taken = wuxiao("archive", "import", zipped, "--password", *other)
    assert json.loads(taken.out) == {"fresh": 3, "known": 0}
    workbook = wuxiao("archive", "export", tmp_path / "目录.xlsx", "--password")
    assert (workbook.code, typed) == (2, [])


def test_an_import_in_conflict_ends_with_ten_and_takes_nothing(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    wuxiao("archive", "export", tmp_path / "档案.zip")
    other = Register(tmp_path / "别的")
    with at_work(other, by="赵六", now=NOW) as desk:
        desk.add(deposit(paper("丁")))
    arguments = (tmp_path / "档案.zip", "--register", other.folder)
    refused = wuxiao("archive", "import", *arguments)
    assert refused.code == 10
    assert "Z109-WS·2023-0001已经是《丁提名书》" in refused.err
    assert other.count() == 1
    assert wuxiao("archive", "import", *arguments, "--renumber").code == 0
    assert other.count() == 4


def proposed(kept: Path, *names: str) -> str:
    """Propose the disposal of papers; gives the number of the proposal."""
    with at_work(Register(kept), by="王干事", now=LATER) as desk:
        keys = [each.key for each in desk.find() if each.paper.person in names]
        return str(desk.propose(keys).number)


def test_a_list_without_its_seal_lets_nothing_be_approved(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    number = proposed(kept, "甲", "乙")
    unsealed = signed_list(wuxiao, number, tmp_path, marks=("signature",))
    refused = wuxiao("archive", "dispose", "--approved", number, "--proof", unsealed)
    assert refused.code == 9
    assert "提名单位没有盖章" in refused.err
    assert [each.state.value for each in Register(kept).find()] == ["proposed", "proposed", "kept"]


def test_a_list_that_was_signed_before_a_paper_was_withdrawn_proves_nothing(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    number = proposed(kept, "甲", "乙")
    signed = signed_list(wuxiao, number, tmp_path)
    withdrawn = ("archive", "dispose", "--withdrawn", number, "Z109-WS·2023-0002", "--why", "留下")
    assert wuxiao(*withdrawn).code == 0
    refused = wuxiao("archive", "dispose", "--approved", number, "--proof", signed)
    assert (refused.code, "在签字以后变了" in refused.err) == (2, True)
    anew = signed_list(wuxiao, number, tmp_path)
    assert wuxiao("archive", "dispose", "--approved", number, "--proof", anew).code == 0
    states = [each.state.value for each in Register(kept).find()]
    assert states == ["approved", "kept", "kept"]


def test_a_list_proves_its_own_proposal_only(wuxiao: Command, kept: Path, tmp_path: Path) -> None:
    first, second = proposed(kept, "甲"), proposed(kept, "乙")
    signed = signed_list(wuxiao, first, tmp_path)
    refused = wuxiao("archive", "dispose", "--approved", second, "--proof", signed)
    assert (refused.code, f"这不是第{second}号销毁清册" in refused.err) == (2, True)
    nothing = wuxiao("archive", "appraise", "1", "-o", tmp_path)
    assert (nothing.code, "不是提请销毁" in nothing.err) == (2, True)


def test_the_list_says_the_same_in_word_and_print_and_twice_the_same_bytes(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    number = proposed(kept, "甲", "丙")
    folders = [tmp_path / "一", tmp_path / "二"]
    for folder in folders:
        assert wuxiao("archive", "appraise", number, "-o", folder).code == 0
    files = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*") if ".wuxiao" not in path.parts}
        for folder in folders
    ]  # fmt: skip
    assert files[0] == files[1]
    made = folders[0] / f"销毁清册-第{number}号"
    printed = "".join("".join(texts(made / "pdf" / "归档文件销毁清册.pdf")).split())
    for words in (
        "Z109-WS·2023-0001",
        "丙提名书",
        "鉴定人（签字）：",
        "共2件、16页",
        "苏岸市总工会",
    ):
        assert words in printed
    with zipfile.ZipFile(made / "word" / "归档文件销毁清册.docx") as word:
        written = word.read("word/document.xml").decode()
    for words in (
        "Z109-WS·2023-0003",
        "丙提名书",
        "鉴定人（签字）：",
        "共2件、16页",
        "苏岸市总工会",
    ):
        assert words in written
