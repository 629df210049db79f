"""What is wrong with a broken YAML file is said in Chinese, whichever of PyYAML's two parsers read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pipeline.errors import InputError
from pipeline.load import yaml_faults, yamlfile
from tests.load.cases import read_yaml

_PARSERS = [yaml.SafeLoader, *filter(None, [getattr(yaml, "CSafeLoader", None)])]

BROKEN = {
    "引号没有成对": ["a: 'b", 'a: "b\nc: d', "a: 'b\n---\nc'"],
    "反斜杠": [r'a: "\q"', r'a: "\x1"', 'a: "D:\\资料"'],
    "方括号没有成对": ["a: [甲, 乙\nb: c", "a: {b: c, d: [e}", "a: [甲: 乙: 丙]"],
    "花括号没有成对": ["a: {b: c\nd: e", "a: {b: c]"],
    "括号没有成对": ["a: [", "a: [甲,, 乙]", "a: {b: [c, d"],
    "括号或逗号开头": ["a: ]", "a: }", "a: ,甲"],
    "名称: 值": ["a: b\nc d\ne: f", "a: b\n文字", "a: b\nname：甲\nc: d", "- a\nb"],
    "两个冒号": ["a: b: c", "activity: a\n  b: c", "a:\n  b:c\n  d: e", "unit:\n  name: 甲\n   city: 乙"],
    "“- ”直接跟在名称后面": ["a: - b"],
    "问号": ["a: ? b"],
    "Tab键": ["a: b\n\tc: d", "a:\n\tb: d", "a: |\n\tb"],
    "“@”开头": ["a: @b"],
    "“%”开头": ["a: %b"],
    "“`”开头": ["a: `b`"],
    "“&”“*”": ["a: *", "a: & b", "a: &甲 c", "a: **强调**", "a: &x b"],
    "“!”开头": ["a: !foo!bar b", "a: !<x", "a: !%zz b"],
    "以“%”开头的行": ["%YAML 2.0\n---\na: b", "%YAML x\n---\na: b", "%TAG\n---\na: b", "%\na: b"],
    "“|”“>”": ["a: |0\n  b", "a: |x\n  b", "a: >- 文字"],
    "没有与同一级的行对齐": ["a:\n  b: c\n d: e", "a: 'b' c", "a: 'it's'", "a: [甲]]", "a: b\n- c", "a: |\n  b\n c: d"],
    "列表的各项": ["- a\nb: c"],
    "前面已经结束": ["a: b\n...\nc: d"],
    "层次太深": ["a: " + "[" * 50],
    "名称应是文字": ["? [x]\n: y"],
}  # fmt: skip
"""What is said of broken texts: a piece of it, and the texts."""


@pytest.mark.parametrize("parser", _PARSERS, ids=lambda parser: parser.__name__)
@pytest.mark.parametrize(
    ("said", "text"), [(said, text) for said, texts in BROKEN.items() for text in texts]
)
def test_what_is_wrong_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: type, said: str, text: str
) -> None:
    monkeypatch.setattr(yamlfile, "_LOADER", parser)
    with pytest.raises(InputError) as caught:
        read_yaml(tmp_path, text)
    assert said in caught.value.why
    assert not re.search("[A-Za-z]", (caught.value.why + caught.value.remedy).replace("Tab", ""))


def test_what_nobody_knows_yet_is_said_in_chinese_too() -> None:
    assert yaml_faults.complaint("found a surprise", "").why == "这里的写法读不懂"


def test_each_thing_that_is_said_is_said_of_a_text_here() -> None:
    known = {found.why for _, found in yaml_faults._MEANT}
    assert [why for why in known if not any(said in why for said in BROKEN)] == []
