"""Names from data make file names that every disk takes and that stay where they belong."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.papers import naming
from pipeline.papers.naming import (
    MAX_NAME_BYTES,
    dossier_name,
    is_path_of_ours,
    is_plain_path,
    join,
    pdf_path,
    safe_name,
    stem_of,
    unique,
)


@pytest.mark.parametrize("character", '<>:"/\\|?*\0\n\x1f\x7f\x9f\u200b\u202e\u2066')
def test_characters_that_windows_forbids_or_that_hide_become_underscores(character: str) -> None:
    name = safe_name(f"张{character}三")
    assert name in {"张_三", "张 三"}
    assert character not in name


@pytest.mark.parametrize(
    "name", ["张三", "#3", "a&b", "买买提艾力·阿布都", "（二）", "𠇔", "a.b", "-"]
)
def test_what_every_disk_takes_stays_as_it_is(name: str) -> None:
    assert safe_name(name) == name


def test_a_slash_in_a_title_becomes_an_underscore() -> None:
    assert safe_name("#3/4机汽机润滑油") == "#3_4机汽机润滑油"


@pytest.mark.parametrize("ending", [".", " ", "...", " . ", "　", "\t", "\u00a0"])
def test_dots_and_spaces_at_the_ends_go(ending: str) -> None:
    assert safe_name(f"{ending}张三{ending}") == "张三"


@pytest.mark.parametrize(
    "text", ["", " ", ".", "..", "...", "/", "//", "___", "\0", "\u200b", ". /"]
)
def test_nothing_usable_gives_the_word_for_nothing_given(text: str) -> None:
    assert safe_name(text) == "未填"
    assert safe_name(text, fallback="dossier") == "dossier"


@pytest.mark.parametrize(
    "text", ["con", "CON", "Prn", "aux", "NUL", "com1", "COM9", "lpt0", "com²", "nul.docx", "con."]
)
def test_names_of_devices_get_an_underscore_in_front(text: str) -> None:
    assert safe_name(text).startswith("_")


@pytest.mark.parametrize("text", ["cons", "com", "com10", "lpt", "conx.docx", "康"])
def test_names_that_resemble_devices_stay(text: str) -> None:
    assert safe_name(text) == text


def test_a_name_is_cut_at_its_longest_and_between_characters() -> None:
    assert MAX_NAME_BYTES % 3 == 0
    fits = "江" * (MAX_NAME_BYTES // 3)
    assert safe_name(fits) == fits
    assert safe_name(fits + "x") == fits
    assert safe_name("a" + fits) == "a" + fits[:-1]
    assert safe_name(fits[:-1] + ".  江") == fits[:-1]
    assert safe_name(" ..." + fits) == fits, "what goes anyway takes no room"


def test_the_longest_paper_stays_below_255_bytes() -> None:
    prefix = join("P" * 300, "江" * 300)
    stem = join(prefix, "第一完成人所在单位承诺书")
    assert len(f".{stem}-999.手工修改99.docx".encode()) < 255


def test_two_ways_to_write_one_character_give_one_name() -> None:
    assert safe_name(unicodedata.normalize("NFD", "José")) == safe_name("José")


def test_half_of_a_surrogate_pair_is_no_crash() -> None:
    assert safe_name("张\ud83d三") == "张_三"


def test_names_that_differ_in_case_alone_are_numbered() -> None:
    taken: set[str] = set()
    names = [unique(name, taken) for name in ("Wang", "wang", "WANG", "李", "李", "Wang-2")]
    assert names == ["Wang", "wang-2", "WANG-3", "李", "李-2", "Wang-2-2"]


@given(st.lists(st.text(alphabet="aAbBßẞ-2", max_size=4), max_size=12))
def test_unique_names_differ_on_a_disk_that_ignores_case(names: list[str]) -> None:
    taken: set[str] = set()
    given_names = [unique(name, taken) for name in names]
    assert len({name.casefold() for name in given_names}) == len(names)


@given(st.text(alphabet=st.characters(), max_size=300))
@example("../../etc/passwd")
@example("C:\\Windows\\system32")
@example("..\u2024..")
@example("con\u0301")
def test_a_name_never_leaves_its_folder(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= MAX_NAME_BYTES + 1
    for flavour in (PurePosixPath, PureWindowsPath):
        path = flavour("out") / name
        assert path.parent == flavour("out")
        assert path.name == name
    assert name == name.strip(" .")
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable() or not any(ord(c) < 32 for c in name)
    assert safe_name(name) == name, "a safe name is safe already"
    assert is_plain_path(name)
    assert is_path_of_ours(pdf_path(name))
    assert stem_of(pdf_path(name)) == name


def test_a_dossiers_output_is_called_after_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "2023年 提名"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert dossier_name(Path()) == "2023年 提名"
    assert dossier_name(folder / "照片" / "..") == "2023年 提名"
    assert dossier_name(Path("/")) == "dossier"


def test_the_names_of_folders_are_those_of_the_contract() -> None:
    folders = (naming.WORD_FOLDER, naming.PDF_FOLDER, naming.PRINT_FOLDER)
    assert folders == ("word", "pdf", "print")
    assert (naming.MANIFEST, naming.REPORT) == ("manifest.json", "report.html")
    assert naming.ALL_PLEDGES == "全部承诺书"


def test_the_paths_of_a_paper_are_those_of_the_contract() -> None:
    assert naming.word_path("提名函") == "word/提名函.docx"
    assert naming.sheet_path("汇总表") == "word/汇总表.xlsx"
    assert naming.pdf_path("提名函") == "pdf/提名函.pdf"
    assert naming.print_list_path() == "print/打印清单.pdf"


@pytest.mark.parametrize(
    "path", ["提名函.docx", "某厂/01-签字材料.pdf", "..a", "a..b", ".a", "a b"]
)
def test_a_path_below_one_of_our_folders_is_ours(path: str) -> None:
    for folder in ("word", "pdf", "print"):
        assert is_path_of_ours(f"{folder}/{path}")
    assert not is_path_of_ours(f"received/{path}")
    assert not is_path_of_ours(f"别处/word/{path}")
    assert not is_path_of_ours(f"words/{path}")
    assert is_plain_path(path)


@pytest.mark.parametrize(
    "path",
    ["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "./a", "a/./b", "C:a",
     "a:b", "C:\\a", "a\\b", "..\\a", "a\nb", "a\n", "\0", "a/b\x1f"],
)  # fmt: skip
def test_a_path_that_may_lead_elsewhere_is_neither_ours_nor_plain(path: str) -> None:
    assert not is_plain_path(path)
    assert not is_path_of_ours(f"word/{path}")
    assert not is_path_of_ours(path)
