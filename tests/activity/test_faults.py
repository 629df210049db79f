"""Errors in an activity's folder are told in Chinese, with file and key; nothing in it is passed over."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline.activity.loading import load_activity
from pipeline.errors import InputError
from tests.conftest import ROOT

OURS = ROOT / "data" / "activities" / "jiangsu-wuxiao-2023"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OURS, tmp_path / "year"))


def edited(folder: Path, name: str, old: str, new: str) -> str:
    """What is said of a folder in which one file is changed."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as stopped:
        load_activity(folder)
    said = str(stopped.value)
    assert not re.search(r"Expected|Invalid|Object|field|line [0-9]", said)
    return said


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("activity.toml", "year = 2023", 'year = "2023"', "year：应为整数，写的是文字"),
        ("activity.toml", "[region]", "[regoin]",
         "regoin：没有这一项（是否应为 region）"),
        ("activity.toml", 'unit = "city"', 'unit = "citty"', "quota 第1项 unit：“citty”不是规定的写法"),
        ("activity.toml", "max = 4", "maxx = 4", "quota 第1项 maxx：没有这一项（是否应为 max）"),
        ("activity.toml", "max = 4\n", "", "quota 第1项 max：缺少这一项"),
        ("activity.toml", 'per = "category"', 'pre = "category"',
         "quota 第1项 pre：没有这一项（是否应为 per）"),
        ("activity.toml", "first = 2023-05-15", 'first = "五月"', "window letter first：应为日期"),
        ("activity.toml", '"plan" = { max = 200,', '"plan" = { max = "二百",',
         "limits text plan max：应为整数"),
        ("activity.toml", '"plan" = { max = 200, clause = "附件2 四" }', '"plan" = 200',
         "limits text plan：应为一组键和值，写的是整数"),
        ("activity.toml", '["worker"] }', '"worker" }', "share 第1项 where lead.worker_kind：应为列表"),
        ("activity.toml", "min_percent = 60", "min_percent = 60\ntolerance = -1",
         "share 第1项 tolerance：不能小于0"),
        ("activity.toml", "[archive]\nyears = 3", "[archive]\nyears = 3\nyears = 3",
         "重复写了同一项"),
        ("activity.toml", "max_years = 65", "max_years 65", "不合TOML的写法"),
        ("taxonomy.toml", "level2", "level_2", "level1 第1项"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_key_in_chinese(
    folder: Path, name: str, old: str, new: str, says: str
) -> None:
    said = edited(folder, name, old, new)
    assert said.startswith(f"year/{name}：")
    assert says in said


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("wordings.toml", "改名为wording.toml"),
        ("notice.pdf", "移走"),
        ("template/nomination_form/print.html", "改名为templates"),
        ("templates/print.html", "<文书>/print.html"),
        ("templates/nomination_form/prnt.html", "改名为print.html"),
        ("templates/nomination_form/word.doc", "改名为word.docx"),
        ("templates/nomination_form/word.py", "word.docx"),
        ("templates/nomination_form/old/word.docx", "移走"),
        ("templates/_shared/document.toml", "移走"),
    ],
)
def test_a_file_or_folder_that_nothing_reads_is_an_error(
    folder: Path, path: str, near: str
) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("一", encoding="utf-8")
    with pytest.raises(InputError, match="不认识的文件或文件夹") as stopped:
        load_activity(folder)
    where = str(stopped.value).partition("：")[0]
    assert f"year/{path}".startswith(where)
    assert near in str(stopped.value)


@pytest.mark.parametrize(
    "path",
    [
        "templates/medal/document.toml",
        "templates/medal/print.html",
        "templates/medal/word.docx",
        "templates/medal/medal.css",
        "templates/medal/标志.png",
        "templates/_shared/letter.css",
        "templates/_shared/macros.html",
        ".DS_Store",
        "Thumbs.db",
        "~$activity.toml",
    ],
)
def test_what_is_read_and_what_systems_leave_may_lie_there(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("一", encoding="utf-8")
    load_activity(folder)
