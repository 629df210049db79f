"""What one office exports another can look at without this program, check, and import; nothing is taken half."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from msgspec.structs import replace

from pipeline.archive.bag import new_bag, unpacked
from pipeline.archive.desk import at_work
from pipeline.archive.exporting import Export, Order, export
from pipeline.archive.importing import deposits_of, refuse_conflicts
from pipeline.archive.models import DepositFile, FileRole, Number
from pipeline.archive.register import Register
from pipeline.errors import ArchiveError, ExitCode, InputError
from pipeline.settings import Settings
from tests.archive.papers import ID_NUMBER, LATER, NOW, PROOF, contents, deposit, names, paper

pytestmark = pytest.mark.usefixtures("no_waiting")

ON = date(2026, 11, 29)
NAME = "苏岸市总工会2023年五小档案"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A register of two papers."""
    made = Register(tmp_path / "登记簿")
    with at_work(made, by="王五", now=NOW) as desk:
        desk.add(deposit(paper("张三", box="1"), paper("李四", box="1")))
    return made


def exported(register: Register, target: Path, password: str = "") -> Export:
    templates = Settings().templates
    order = Order(target=target, name=NAME, on=ON, templates=templates, password=password)
    return export(register, register.find(), order, lambda *_: None)


def taken(register: Register, source: Path, folder: Path, *, renumber: bool = False) -> list[str]:
    """Import; gives the papers that were new."""
    deposits = deposits_of(source, folder, renumber=renumber)
    refuse_conflicts(register, deposits)
    with at_work(register, by="赵六", now=NOW) as desk:
        return [key for each in deposits for key in desk.add(each).fresh]


def files_in(source: Path) -> dict[str, bytes]:
    """The files of a bag, without the folder that they are in."""
    with zipfile.ZipFile(source) as zipped:
        assert zipped.testzip() is None
        return {each.partition("/")[2]: zipped.read(each) for each in zipped.namelist()}


def strict(files: dict[str, bytes]) -> None:
    """RFC 8493, sections 2 and 3, word by word; nothing of the program is used."""
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for name, wanted in (
        ("manifest-sha256.txt", {each for each in files if each.startswith("data/")}),
        (
            "tagmanifest-sha256.txt",
            {each for each in files if "/" not in each} - {"tagmanifest-sha256.txt"},
        ),
    ):
        text = files[name].decode("utf-8")
        assert not text.startswith("\ufeff")
        lines = [re.fullmatch(r"([0-9a-f]{64})[ \t]+(.+)", line) for line in text.splitlines()]
        listed = {line[2]: line[1] for line in lines if line}
        assert len(listed) == len(lines)
        assert set(listed) == wanted
        for path, digest in listed.items():
            assert not path.startswith(("/", "~"))
            assert ".." not in path.split("/")
            assert hashlib.sha256(files[path]).hexdigest() == digest
    info = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode().splitlines())
    payload = [data for path, data in files.items() if path.startswith("data/")]
    assert info["Payload-Oxum"] == f"{sum(map(len, payload))}.{len(payload)}"
    assert info["Bagging-Date"] == "2026-11-29"


def test_an_export_is_a_bag_by_the_letter_of_its_standard(
    register: Register, tmp_path: Path
) -> None:
    done = exported(register, tmp_path / "a.zip")
    assert (done.papers, done.without_scans) == (2, 0)
    files = files_in(tmp_path / "a.zip")
    strict(files)
    scans = [each for each in files if each.startswith("data/文书/")]
    assert sorted(scans) == [
        "data/文书/Z109-WS·2023-0001 张三提名书.pdf",
        "data/文书/Z109-WS·2023-0002 李四提名书.pdf",
    ]


def test_the_page_asks_the_network_for_nothing_and_shows_no_personal_number(
    register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    page = files_in(tmp_path / "a.zip")["index.html"].decode()
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|src=|@import|url\(", page)
    assert ID_NUMBER not in page
    words = re.search(r'id="words">(.*?)</script>', page)
    assert words
    assert all("节能改造" in each and ID_NUMBER not in each for each in json.loads(words[1]))
    for each in files_in(tmp_path / "a.zip"):
        if each.startswith("data/文书/"):
            assert f'href="{quote(each)}"' in page


def test_words_cannot_end_the_script_of_the_page(tmp_path: Path) -> None:
    made = Register(tmp_path / "登记簿")
    with at_work(made, by="王五", now=NOW) as desk:
        desk.add(
            deposit(paper("张三", words="</script><script>alert(1)</script>", title="<b>题</b>"))
        )
    exported(made, tmp_path / "a.zip")
    page = files_in(tmp_path / "a.zip")["index.html"].decode()
    assert "alert(1)</script>" not in page
    assert "<b>题" not in page


def test_the_catalogue_has_the_columns_of_the_standard_and_the_head_of_the_chain(
    register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    book = openpyxl.load_workbook(
        io.BytesIO(files_in(tmp_path / "a.zip")["data/归档文件目录.xlsx"])
    )
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert rows[1][:9] == ["序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注"]
    assert rows[2][1:8] == [
        "Z109-WS·2023-0001", None, None, "张三提名书", "20230820", None, 8,
    ]  # fmt: skip
    assert register.head.sha256 in str(rows[-1][0])


def test_papers_whose_scans_are_removed_are_listed_and_files_beside_a_scan_go_along(
    tmp_path: Path,
) -> None:
    made = Register(tmp_path / "登记簿")
    letter = DepositFile(role=FileRole.OTHER, name="附件.pdf", source=b"%PDF letter")
    with at_work(made, by="王五", now=LATER) as desk:
        gone = paper("李四")
        desk.add(deposit(replace(paper("张三"), files=(*paper("张三").files, letter)), gone))
        number = desk.propose([gone.key]).number
        desk.approve(number, proof=PROOF)
        desk.dispose(number)
        desk.remove_scans(number, why="清册")
    done = exported(made, tmp_path / "a.zip")
    assert (done.papers, done.without_scans) == (2, 1)
    files = files_in(tmp_path / "a.zip")
    assert [each for each in files if each.startswith("data/附带文件/")] == [
        "data/附带文件/Z109-WS·2023-0001/附件.pdf"
    ]
    assert "李四提名书" in files["index.html"].decode()
    other = Register(tmp_path / "另一个")
    assert taken(other, tmp_path / "a.zip", tmp_path / "1") == [paper("张三").key]
    names_there = {each.name: each.role for each in other.files(other.find()[0])}
    assert names_there["附件.pdf"] is FileRole.OTHER


def test_another_office_imports_it_and_once_more_changes_nothing(
    register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    other = Register(tmp_path / "另一个")
    assert len(taken(other, tmp_path / "a.zip", tmp_path / "1")) == 2
    assert names(other.find()) == ["张三", "李四"]
    for ours, theirs in zip(other.find(), register.find(), strict=True):
        assert ours.paper == theirs.paper
        scans = [
            {f.name: (f.sha256, f.role) for f in each.files(kept)}
            for each, kept in ((other, ours), (register, theirs))
        ]
        assert scans[0] == scans[1]
        assert other.words(ours) == register.words(theirs)
    assert [f.name for f in other.dossier_files(other.find()[0])] == [
        f.name for f in register.dossier_files(register.find()[0])
    ]
    before = contents(other.folder)
    assert taken(other, tmp_path / "a.zip", tmp_path / "2") == []
    assert contents(other.folder) == before


def test_a_scan_that_differs_is_a_conflict_and_nothing_is_taken(
    register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    other = Register(tmp_path / "另一个")
    with at_work(other, by="赵六", now=NOW) as desk:
        desk.add(deposit(paper("李四", b"%PDF another scan", number=Number(year=2023))))
    before = contents(other.folder)
    with pytest.raises(ArchiveError, match="李四提名书》的扫描件不同") as told:
        taken(other, tmp_path / "a.zip", tmp_path / "1")
    assert told.value.exit_code is ExitCode.ARCHIVE
    assert contents(other.folder) == before


def test_a_number_that_is_anothers_is_a_conflict_until_papers_are_renumbered(
    register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    other = Register(tmp_path / "另一个")
    with at_work(other, by="赵六", now=NOW) as desk:
        desk.add(deposit(paper("王六")))
    with pytest.raises(ArchiveError, match="Z109-WS·2023-0001已经是《王六提名书》"):
        taken(other, tmp_path / "a.zip", tmp_path / "1")
    assert len(taken(other, tmp_path / "a.zip", tmp_path / "2", renumber=True)) == 2
    assert [each.paper.number.item for each in other.find()] == [1, 2, 3]
    assert taken(other, tmp_path / "a.zip", tmp_path / "3", renumber=True) == []


Change = Callable[[dict[str, bytes]], None]


def rewritten(source: Path, target: Path, change: Change) -> None:
    """A zip with something changed in it."""
    with zipfile.ZipFile(source) as zipped:
        files = {each: zipped.read(each) for each in zipped.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)


def flip(files: dict[str, bytes]) -> None:
    name = next(each for each in files if "文书" in each)
    files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])


def drop(files: dict[str, bytes]) -> None:
    files.pop(next(each for each in files if "文书" in each))


def slip_in(files: dict[str, bytes]) -> None:
    root = next(iter(files)).partition("/")[0]
    files[f"{root}/data/文书/多.pdf"] = b"%PDF"


def rewrite_manifest(files: dict[str, bytes]) -> None:
    name = next(each for each in files if each.endswith("/manifest-sha256.txt"))
    files[name] = files[name].replace(b"0", b"1")


def climb_out(files: dict[str, bytes]) -> None:
    files["../x.pdf"] = b"%PDF"


def no_bag(files: dict[str, bytes]) -> None:
    files.pop(next(each for each in files if each.endswith("/bagit.txt")))


@pytest.mark.parametrize("change", [flip, drop, slip_in, rewrite_manifest, climb_out, no_bag])
def test_a_zip_that_is_not_what_was_exported_is_refused(
    change: Change, register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    rewritten(tmp_path / "a.zip", tmp_path / "b.zip", change)
    with pytest.raises(InputError, match=r"b\.zip"):
        deposits_of(tmp_path / "b.zip", tmp_path / "out")
    assert not (tmp_path / "x.pdf").exists()


def no_list(files: dict[str, bytes]) -> None:
    files.pop(next(each for each in files if each.endswith("/manifest-sha256.txt")))


def list_of_no_text(files: dict[str, bytes]) -> None:
    files[next(each for each in files if each.endswith("/manifest-sha256.txt"))] += "多".encode(
        "gbk"
    )


def line_of_no_digest(files: dict[str, bytes]) -> None:
    files[next(each for each in files if each.endswith("/manifest-sha256.txt"))] += (
        "多.pdf\n".encode()
    )


def line_twice(files: dict[str, bytes]) -> None:
    name = next(each for each in files if each.endswith("/manifest-sha256.txt"))
    files[name] += files[name].splitlines(keepends=True)[0]


def later_standard(files: dict[str, bytes]) -> None:
    name = next(each for each in files if each.endswith("/bagit.txt"))
    files[name] = files[name].replace(b"1.0", b"2.0")


def unvouched(files: dict[str, bytes]) -> None:
    name = next(each for each in files if each.endswith("/tagmanifest-sha256.txt"))
    lines = files[name].splitlines(keepends=True)
    files[name] = b"".join(each for each in lines if b"bag-info.txt" not in each)


def swollen(files: dict[str, bytes]) -> None:
    root = next(iter(files)).partition("/")[0]
    files[f"{root}/data/文书/大.txt"] = bytes(40_000_000)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_list, "manifest-sha256.txt读不出来"),
        (list_of_no_text, "manifest-sha256.txt读不出来"),
        (line_of_no_digest, "manifest-sha256.txt里有一行看不懂"),
        (line_twice, "manifest-sha256.txt里有一行看不懂"),
        (later_standard, "版本不同"),
        (unvouched, "校验文件不全"),
        (swollen, "太多或太大"),
    ],
)
def test_what_is_wrong_with_a_zip_is_told_and_nothing_is_taken(
    change: Change, said: str, register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "a.zip")
    rewritten(tmp_path / "a.zip", tmp_path / "b.zip", change)
    with pytest.raises(InputError, match=said) as told:
        deposits_of(tmp_path / "b.zip", tmp_path / "out")
    assert "请对方重新导出" in str(told.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"text"])
def test_what_is_no_zip_is_told_of(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(InputError, match="打不开"):
        deposits_of(tmp_path / "b.zip", tmp_path / "out")


@pytest.mark.parametrize("said", [b"{}", b"no JSON", b'{"dossiers":[],"format":2}'])
def test_a_bag_of_another_program_or_a_later_one_is_refused(said: bytes, tmp_path: Path) -> None:
    with new_bag(tmp_path / "b.zip", "袋") as bag:
        bag.add("登记.json", said)
        bag.finish({})
    with pytest.raises(InputError, match="不是登记簿导出的，或者是更新的程序导出的"):
        deposits_of(tmp_path / "b.zip", tmp_path / "out")


def test_a_register_that_points_out_of_its_bag_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    said = (
        '{"dossiers":[{"key":"k","name":"n","papers":[],'
        '"files":[{"role":"data","name":"a","path":"../../../secret.txt"}]}]}'
    )
    with new_bag(tmp_path / "b.zip", "袋") as bag:
        bag.add("登记.json", said.encode())
        bag.finish({})
    with pytest.raises(InputError, match="不能导入"):
        deposits_of(tmp_path / "b.zip", tmp_path / "out")


def test_names_that_a_manifest_has_to_escape_come_back(tmp_path: Path) -> None:
    with new_bag(tmp_path / "b.zip", "袋") as bag:
        bag.add("100%25 完成.txt", b"x")
        bag.finish({"External-Description": "两行\n一行"})
    strict_manifest = files_in(tmp_path / "b.zip")["manifest-sha256.txt"].decode()
    assert "data/100%2525 完成.txt" in strict_manifest
    root = unpacked(tmp_path / "b.zip", tmp_path / "out")
    assert (root / "data" / "100%25 完成.txt").read_bytes() == b"x"


def test_an_empty_export_is_refused_and_a_full_disk_leaves_nothing(
    register: Register, tmp_path: Path
) -> None:
    order = Order(target=tmp_path / "a.zip", name=NAME, on=ON, templates=Settings().templates)
    with pytest.raises(InputError, match="没有要导出"):
        export(register, [], order, lambda *_: None)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="空间"):
        export(register, register.find(), order, full)
    assert list(tmp_path.glob("*.zip")) == []
    assert not list(tmp_path.glob(".*.tmp"))


# ---------------------------------------------------------------- under a password


def test_a_zip_under_a_password_is_opened_by_it_alone(register: Register, tmp_path: Path) -> None:
    locked, plain = tmp_path / "密.zip", tmp_path / "明.zip"
    exported(register, locked, "二十年的纸")
    exported(register, plain)
    with zipfile.ZipFile(plain) as inside, zipfile.ZipFile(locked) as sealed:
        assert {*sealed.namelist()} == {*inside.namelist()}
        assert all(each.flag_bits & 1 for each in sealed.infolist())
        scan = next(each for each in inside.namelist() if each.endswith(".pdf"))
        content = inside.read(scan)  # lies there unpacked
    assert content in plain.read_bytes()
    assert content not in locked.read_bytes()
    (deposit_of,) = deposits_of(locked, tmp_path / "开", password="二十年的纸")
    assert {each.person for each in deposit_of.papers} == {"张三", "李四"}


@pytest.mark.parametrize(
    ("password", "said"), [("", "压缩包设了密码"), ("三十年的纸", "压缩包的密码不对")]
)
def test_a_zip_under_a_password_is_not_taken_without_it(
    password: str, said: str, register: Register, tmp_path: Path
) -> None:
    exported(register, tmp_path / "密.zip", "二十年的纸")
    with pytest.raises(InputError, match=said):
        deposits_of(tmp_path / "密.zip", tmp_path / "开", password=password)
    assert not list(tmp_path.glob("开/**/*"))
