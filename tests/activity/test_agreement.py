"""A figure that a sentence spells out is that of `activity.toml`, or the activity is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.activity.loading import load_activity
from pipeline.errors import InputError
from tests.conftest import ROOT

OURS = ROOT / "data" / "activities" / "jiangsu-wuxiao-2023"


def with_sentence(folder: Path, table: str, sentence: str) -> Path:
    """A copy of the activity with one more sentence in a table of `wording.toml`."""
    shutil.copytree(OURS, folder)
    path = folder / "wording.toml"
    text = path.read_text(encoding="utf-8")
    assert f"[{table}]\n" in text
    path.write_text(text.replace(f"[{table}]\n", f"[{table}]\n{sentence}\n"), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("2023年度", "2022年度"),
        ("自2021年1月1日起", "自2021年1月2日起"),
        ("自2021 年 1 月 1 日起", "自2020 年 1 月 1 日起"),
        ("限300字", "限350字"),
        ("200字以内", "201字以内"),
        ("照片4张", "照片3张"),
        ("最多2项", "最多3项"),
        ("3分钟内", "5分钟内"),
        ("不少于3个工作日", "不少于5个工作日"),
        ("留档3年", "留档5年"),
        ("3年备查", "2年备查"),
    ],
)
def test_a_written_figure_is_compared_with_the_activity(
    tmp_path: Path, right: str, wrong: str
) -> None:
    load_activity(with_sentence(tmp_path / "right", "lead_pledge", f'more = "{right}"'))
    folder = with_sentence(tmp_path / "wrong", "lead_pledge", f'more = ["一", "二，{wrong}。"]')
    with pytest.raises(InputError, match=r"wrong/wording\.toml \[lead_pledge\] more") as stopped:
        load_activity(folder)
    named = str(stopped.value).partition("“")[2].partition("”")[0]
    assert named
    assert named in wrong


def test_a_blank_is_held_to_the_limit_of_its_own_field(tmp_path: Path) -> None:
    """200 is a limit of this activity, but not of the opinion."""
    blank = '"opinion.text" = "（限200字）"'
    with pytest.raises(InputError, match=r"\[blanks\] opinion\.text.*activity\.toml 中是300"):
        load_activity(with_sentence(tmp_path / "year", "blanks", blank))


@pytest.mark.parametrize("harmless", ["自2016年以来", "第3项", "共5个项目", "200 dpi", "100%真实"])
def test_figures_that_are_no_limits_are_left_alone(tmp_path: Path, harmless: str) -> None:
    load_activity(with_sentence(tmp_path / "year", "lead_pledge", f'more = "{harmless}"'))
