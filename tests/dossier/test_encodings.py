"""Names of files in another encoding are shown as they were meant, and never stop anything."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dossier.encodings import as_meant, is_unicode, readable, readings
from pipeline.dossier.privacy import scrub


def gbk(name: str) -> str:
    """A name as Python gives it where its bytes are GBK."""
    return os.fsdecode(name.encode("gb18030"))


@pytest.mark.parametrize("name", ["材料", "承诺.docx", "P01-沈珣", "实施前-1（全景）.JPG", "㐂𠮷"])
def test_a_name_in_gbk_is_shown_as_it_was_meant(name: str) -> None:
    assert as_meant(gbk(name)) == name
    assert readable(f"文件夹“{gbk(name)}”里的 {name} 打不开") == f"文件夹“{name}”里的 {name} 打不开"
    assert scrub(f"“{gbk(name)}”") == f"“{name}”"


def test_bytes_that_chance_to_be_utf8_are_told_by_their_reading() -> None:
    assert is_unicode(gbk("实施前"))
    assert "实施前" in readings(gbk("实施前"))
    assert list(readings("IMG_1.jpg")) == ["IMG_1.jpg"]


def test_what_nobody_can_read_is_marked() -> None:
    name = os.fsdecode(b"\xff\xfe.jpg")
    assert as_meant(name) == ""
    assert readable(f"“{name}”") == "“��.jpg”"


def test_half_a_pair_of_utf16_is_no_name_of_ours() -> None:
    assert as_meant("\ud83d") == ""
    assert scrub("“\ud83d”") == "“□”"


@given(st.binary(max_size=40))
def test_any_bytes_can_be_shown(raw: bytes) -> None:
    assert is_unicode(scrub(f"文件 {os.fsdecode(raw)} 打不开"))


@given(st.text(max_size=40))
def test_text_stays_as_it_is(text: str) -> None:
    if is_unicode(text):
        assert readable(text) == text
