"""The table of typefaces: no name means two, every stand-in is known for what it is."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

import pytest

from pipeline.typefaces.names import is_free, key, typeface_of, unlike
from pipeline.typefaces.table import (
    FANDOL_SONG,
    FREE_COLLECTION,
    FREE_FONTS,
    JOINED,
    LAST_RESORT,
    STAND_INS,
    TYPEFACES,
    YEN,
    Typeface,
)
from tests.render.cases import ROOT

each_typeface = pytest.mark.parametrize("typeface", TYPEFACES, ids=lambda each: each.word)


def test_every_name_belongs_to_one_typeface() -> None:
    groups = [{each.chinese, *each.names, *each.in_files} for each in TYPEFACES]
    free = {font.family for font in FREE_FONTS} | {font.cut for font in FREE_FONTS if font.cut}
    times = Counter(chain(*groups, free, [JOINED]))
    assert [name for name, count in times.items() if count > 1] == []


def test_aliases_and_variables_are_told_apart() -> None:
    aliases = [font.alias for font in FREE_FONTS if font.alias]
    families = {font.family for font in FREE_FONTS}
    assert len(set(aliases)) == len(aliases)
    assert not families & set(aliases)
    assert len({each.variable for each in TYPEFACES}) == len(TYPEFACES)


def test_a_cut_that_is_asked_for_has_an_alias() -> None:
    assert all(bool(font.cut) == bool(font.alias) for font in FREE_FONTS)


@each_typeface
def test_its_own_names_and_its_best_stand_ins_are_known_for_what_they_are(
    typeface: Typeface,
) -> None:
    best = next(font for font in typeface.print_chain if font.family.startswith(FREE_COLLECTION))
    for name in (*typeface.names, *typeface.in_files, best.cut, typeface.office_chain[0]):
        known = typeface_of(name)
        # LibreOffice finds the bold cut by its alias alone, a PDF names it by its cut.
        if name != best.alias:
            assert known is typeface, name
    assert is_free(best.cut)
    assert not any(is_free(name) for name in (*typeface.names, *typeface.in_files))


@each_typeface
def test_the_word_name_and_its_names_in_files_are_real_and_no_other(typeface: Typeface) -> None:
    assert all(typeface.is_real(name) for name in (typeface.word, *typeface.in_files))
    assert not any(typeface.is_real(font.family) for font in typeface.print_chain)
    assert not any(
        typeface.is_real(name)
        for other in TYPEFACES
        if other is not typeface
        for name in (*other.names, *other.in_files)
    )


@each_typeface
def test_the_yen_comes_before_the_font_that_draws_it_wrong(typeface: Typeface) -> None:
    fandol = [font.family.startswith(FREE_COLLECTION) for font in typeface.print_chain]
    assert typeface.print_chain.index(YEN) < fandol.index(True)


def test_every_free_font_is_of_use() -> None:
    printed = {font.css_name for each in TYPEFACES for font in each.print_chain}
    in_office = {*LAST_RESORT, *chain(*(names for _, names in STAND_INS))}
    unused = [font for font in FREE_FONTS if font.css_name not in printed | in_office]
    assert unused == []


def test_libreoffice_is_told_of_every_name_of_every_typeface() -> None:
    told = [name for names, _ in STAND_INS for name in names]
    assert told == [*(name for each in TYPEFACES for name in each.names), JOINED]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("FandolSong-Bold", "小标宋"), ("FandolSong-Title-Bold", "小标宋"),
        ("FandolSong-Regular", "宋体"), ("NotoSerifCJKjp-Bold", "宋体"), ("Noto-Serif-CJK-SC", "宋体"),
        ("BabelStoneHan", "宋体"), ("HanaMinB", "宋体"), ("STFangsong", "仿宋"), ("STKaiti", "楷体"),
        ("Noto Sans CJK SC", "黑体"), ("MicrosoftYaHei", "黑体"), ("FZXBSJW--GB1-0", "小标宋"),
        ("FZSSJW--GB1-0", "宋体"), ("Arial", None), ("DejaVuSans", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_in_a_pdf_tells_the_typeface(name: str, found: str | None) -> None:
    typeface = typeface_of(name)
    assert (typeface.chinese if typeface else None) == found


def test_cut_and_region_make_no_difference_to_a_family() -> None:
    assert key("NotoSerifCJKjp-Bold") == key("Noto Serif CJK SC")
    assert key("FandolSong-Bold") == key(FANDOL_SONG.family)
    assert key("NotoSansCJKsc-Regular") != key("NotoSerifCJKsc-Regular")


def test_setting_up_looks_for_the_fonts_of_the_table() -> None:
    """`.ci/setup` runs before there is a Python, so it has names of its own."""
    script = (ROOT / ".ci" / "setup").read_text(encoding="utf-8")
    looked_for = set(re.findall(r'\bfont (?:"([^"]+)"|([A-Z]\w+))', script))
    families = {font.family for font in FREE_FONTS}
    by_package = {"HanaMinA": "HanaMinB", "DejaVu Serif": "DejaVu Sans"}
    needed = {by_package.get(name, name) for name in families} - {"Liberation Serif"}
    assert {quoted or plain for quoted, plain in looked_for} == needed
    files = re.search(r"fandol_files=\((.*?)\)", script)
    cuts = {font.cut for font in FREE_FONTS if font.family.startswith(FREE_COLLECTION)}
    assert files
    assert cuts <= set(files[1].split())


def test_a_stand_in_of_another_typeface_is_told_from_one_of_the_same() -> None:
    assert unlike({"仿宋_GB2312": "FandolFang-Regular", "宋体": "NotoSerifCJKsc"}) == ()
    found = {
        "方正小标宋简体": "NotoSerifCJKsc-Bold",
        "仿宋_GB2312": "Noto Serif CJK SC",
        "黑体": "Noto Sans CJK SC",
    }
    assert unlike(found) == ("方正小标宋简体", "仿宋_GB2312")
    assert unlike({"宋体": ""}) == ("宋体",), "nothing at all"
