"""Whatever file is handed in ends in findings or one `InputError`, never in a traceback."""

from __future__ import annotations

import errno
import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dossier.findings import Severity
from pipeline.errors import InputError
from pipeline.forms.writer import write_workbook
from tests.load.cases import ID, YAML, activity, read, read_rows, read_yaml, said

PROJECTS = [["编号", "项目名称", "项目简介"], ["P01", "甲", "好"]]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small workbook that is sound."""
    folder = tmp_path_factory.mktemp("good")
    read_rows(folder, PROJECTS)
    return (folder / "dossier.xlsx").read_bytes()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with parts changed, or left out where `change` gives None."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return stream.getvalue()


def read_bytes(folder: Path, data: bytes) -> None:
    (folder / "dossier.xlsx").write_bytes(data)
    read(folder)


def sheet_changed(data: bytes, old: bytes, new: bytes, sheet: str = "sheet2") -> bytes:
    return rewritten(
        data,
        lambda name, content: content.replace(old, new) if f"{sheet}.xml" in name else content,
    )


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, good: bytes, share: float) -> None:
    with pytest.raises(InputError, match="不是完好的"):
        read_bytes(tmp_path, good[: int(len(good) * share)])


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"hello", b"<html><table></table></html>", b"\0" * 500]
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="不是完好的"):
        read_bytes(tmp_path, data)


def test_an_old_xls_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"（\.xls）.*另存为 \.xlsx"):
        read_bytes(tmp_path, bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(InputError, match="密码"):
        read_bytes(tmp_path, data)


@pytest.mark.parametrize(
    "part",
    ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"],
)
def test_a_workbook_that_lacks_a_part_is_refused(tmp_path: Path, good: bytes, part: str) -> None:
    data = rewritten(good, lambda name, content: None if name == part else content)
    with pytest.raises(InputError, match="不是完好的"):
        read_bytes(tmp_path, data)


def test_a_part_that_is_no_xml_is_refused(tmp_path: Path, good: bytes) -> None:
    with pytest.raises(InputError, match="不是完好的"):
        read_bytes(tmp_path, sheet_changed(good, b"</row>", b"<row>"))


def test_entities_are_not_followed(tmp_path: Path, good: bytes) -> None:
    (tmp_path / "secret").write_text("geheim", encoding="utf-8")

    def change(name: str, content: bytes) -> bytes:
        if "sharedStrings" not in name:
            return content
        entity = f'<!DOCTYPE sst [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'.encode()
        content = re.sub(rb"^(<\?xml[^>]*>)?", rb"\g<0>" + entity, content)
        return content.replace("好".encode(), b"&e;").replace(b"&#22909;", b"&e;")

    (tmp_path / "dossier.xlsx").write_bytes(rewritten(good, change))
    try:
        intake = read(tmp_path)
    except InputError:
        return
    assert "geheim" not in str(intake.dossier)


def test_entities_that_grow_are_refused(tmp_path: Path, good: bytes) -> None:
    layers = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE sst [<!ENTITY e0 "ha">{layers}]>'.encode()

    def change(name: str, content: bytes) -> bytes:
        if "sharedStrings" not in name:
            return content
        content = re.sub(rb"^(<\?xml[^>]*>)?", rb"\g<0>" + bomb, content)
        return content.replace("好".encode(), b"&e9;").replace(b"&#22909;", b"&e9;")

    (tmp_path / "dossier.xlsx").write_bytes(rewritten(good, change))
    try:
        intake = read(tmp_path)
    except InputError:
        pass
    else:
        assert len(str(intake.dossier)) < 10_000


def test_a_million_empty_rows_are_read_past(tmp_path: Path, good: bytes) -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_048_577))
    (tmp_path / "dossier.xlsx").write_bytes(
        sheet_changed(good, b"</sheetData>", rows + b"</sheetData>")
    )
    assert len(read(tmp_path).dossier.nominations) == 1


def test_a_value_in_the_millionth_row_is_refused(tmp_path: Path, good: bytes) -> None:
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    with pytest.raises(InputError, match=r"太大.*第1048576行"):
        read_bytes(tmp_path, sheet_changed(good, b"</sheetData>", far))


def test_a_value_in_a_far_column_is_refused(tmp_path: Path, good: bytes) -> None:
    far = b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'
    with pytest.raises(InputError, match=r"太大.*列"):
        read_bytes(tmp_path, sheet_changed(good, b"</sheetData>", far))


def test_a_bomb_is_noticed_by_what_it_declares(tmp_path: Path, good: bytes) -> None:
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"xl/media/image{number}.png", bytes(60_000_000))
    with pytest.raises(InputError, match="太大"):
        read_bytes(tmp_path, stream.getvalue())


def test_a_bomb_is_noticed_while_it_is_unpacked(tmp_path: Path, good: bytes) -> None:
    cells = b'<row r="9"><c r="A9" s="1"/></row>' * 2_400_000
    with pytest.raises(InputError, match=r"太大.*空行"):
        read_bytes(tmp_path, sheet_changed(good, b"</sheetData>", cells + b"</sheetData>"))


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path, good: bytes) -> None:
    cells = b'<row r="9"><c r="A9" s="1"/></row>' * 300_000
    data = bytearray(sheet_changed(good, b"</sheetData>", cells + b"</sheetData>"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/worksheets/sheet2.xml").file_size
    lie = bytes(data).replace(size.to_bytes(4, "little"), (2000).to_bytes(4, "little"))
    with pytest.raises(InputError):
        read_bytes(tmp_path, lie)


@pytest.mark.parametrize("reference", ["A0", "ZZZZ1", "1A", "", "A1:B", "é7"])
def test_senseless_references_are_refused(tmp_path: Path, good: bytes, reference: str) -> None:
    data = sheet_changed(
        good,
        b"</sheetData>",
        f'</sheetData><mergeCells><mergeCell ref="{reference}"/></mergeCells>'.encode(),
    )
    with pytest.raises(InputError, match="不是完好的"):
        read_bytes(tmp_path, data)


def test_formulas_without_results_are_findings(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", "项目简介"], ["P01", "甲", '="好"&"的"']])
    (finding,) = intake.findings
    assert finding.severity is Severity.ERROR
    assert "公式没有计算结果" in finding.message
    assert str(finding.source) == "项目!C2"
    assert intake.dossier.nominations[0].introduction is None
    assert "nominations[0].introduction" in intake.sources


def test_results_of_formulas_are_values(tmp_path: Path, good: bytes) -> None:
    cell = '<c r="C2" t="str"><f>A1</f><v>算出来的</v></c>'.encode()

    def change(name: str, content: bytes) -> bytes:
        return re.sub(rb'<c r="C2".*?</c>', cell, content) if "sheet2.xml" in name else content

    (tmp_path / "dossier.xlsx").write_bytes(rewritten(good, change))
    assert read(tmp_path).dossier.nominations[0].introduction == "算出来的"


def test_error_values_are_findings(tmp_path: Path, good: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        cell = b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        return re.sub(rb'<c r="C2".*?</c>', cell, content) if "sheet2.xml" in name else content

    (tmp_path / "dossier.xlsx").write_bytes(rewritten(good, change))
    intake = read(tmp_path)
    assert "#DIV/0!" in said(intake.findings)[0]


def test_escapes_of_workbooks_are_undone(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        [PROJECTS[0], ["P01", "甲", "一_x000D_\n二_x005F_x0041_三_x0007_"]],
    )
    assert intake.dossier.nominations[0].introduction == "一\n二_x0041_三\x07"


def test_private_use_characters_stay(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [PROJECTS[0], ["P01", "甲", "王\ue863\U00100001"]])
    assert intake.dossier.nominations[0].introduction == "王\ue863\U00100001"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "dossier.xlsx")
    with pytest.raises(InputError, match="不是提名材料工作簿"):
        read(tmp_path)


def test_a_workbook_without_its_activity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有写明是哪个活动"):
        read_rows(tmp_path, PROJECTS, unit=[["提名单位", "甲"]])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_workbook_with_flipped_bytes_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, good: bytes, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("flipped")
    broken = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InputError):
        read_bytes(folder, bytes(broken))


CELL = (
    st.none()
    | st.text(max_size=12)
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.booleans()
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(CELL.filter(lambda each: each != ""), max_size=8), max_size=8),
    headers=st.permutations(["编号", "项目名称", "类型", "第一完成人姓名", "应用实施时间", "别的"]),
)
def test_any_rows_below_a_header_give_values_or_findings(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[object]],
    headers: list[str],
) -> None:
    legal = [
        [re.sub(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", each) if isinstance(each, str) else each
         for each in row]
        for row in rows
    ]  # fmt: skip
    finite = [
        [None if each in {float("inf"), float("-inf")} else each for each in row] for row in legal
    ]
    intake = read_rows(tmp_path_factory.mktemp("any"), [headers, *finite])
    assert all(each.remedy for each in intake.findings)


# ---------------------------------------------------------------- the folder


def test_a_folder_without_a_dossier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有材料文件.*wuxiao new"):
        read(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个材料文件夹"):
        read(tmp_path / "nowhere")


def test_both_forms_in_one_folder_are_refused(tmp_path: Path) -> None:
    read_rows(tmp_path, PROJECTS)
    with pytest.raises(InputError, match="不知道以哪个为准"):
        read_yaml(tmp_path, YAML)


def test_one_workbook_of_any_name_is_taken_and_lock_files_are_not(tmp_path: Path) -> None:
    read_rows(tmp_path, PROJECTS)
    (tmp_path / "dossier.xlsx").rename(tmp_path / "甲市材料.xlsx")
    (tmp_path / "~$甲市材料.xlsx").write_bytes(b"lock")
    assert read(tmp_path).file == "甲市材料.xlsx"
    (tmp_path / "另一份.xlsx").write_bytes(b"")
    with pytest.raises(InputError, match=r"另一份\.xlsx、甲市材料\.xlsx"):
        read(tmp_path)


def test_an_xls_beside_nothing_is_explained(tmp_path: Path) -> None:
    (tmp_path / "材料.xls").write_bytes(b"")
    with pytest.raises(InputError, match=r"材料\.xls.*另存为 \.xlsx"):
        read(tmp_path)


class Locked(type(Path())):  # type: ignore[misc]
    """A folder whose files another program holds open, as Windows knows it."""

    def open(self, *args: object, **kwargs: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))


class Closed(type(Path())):  # type: ignore[misc]
    """A folder that is there, and may not be looked into."""

    def iterdir(self) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))


def test_a_folder_that_may_not_be_looked_into_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="材料文件夹打不开；没有权限；请检查权限"):
        read(Closed(tmp_path))


@pytest.mark.parametrize("name", ["dossier.xlsx", "dossier.yaml"])
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match="打不开"):
        read(Locked(tmp_path))


def test_a_text_too_long_for_a_cell_is_refused_by_the_writer_not_cut(tmp_path: Path) -> None:
    dossier = read_yaml(tmp_path, f"activity: {ID}\nunit: {{summary: {'长' * 40_000}}}\n").dossier
    with pytest.raises(InputError, match="放不下"):
        write_workbook(tmp_path / "long.xlsx", activity(), dossier=dossier)
    assert not (tmp_path / "long.xlsx").exists()
