"""No ID number, telephone or mail address comes out in full, in whatever form it was typed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.activity.walk import leaves_of_dossier, leaves_of_nomination
from pipeline.check import check, review_to_json, review_to_text
from pipeline.dossier.models import Dossier, Filing
from pipeline.dossier.privacy import mask, scrub, scrub_value, scrubbed
from pipeline.dossier.schema import Kind, fields_of
from tests.conftest import Command
from tests.rules.build import activity, change, dossier, id_of, intake_of

SECRETS = {
    "身份证号": id_of(),
    "身份证号，小写x": "32999919860517319x",
    "身份证号，全角": "３２９９９９１９８６０５１７３１７０",
    "身份证号，分组": "329999 1986 0517 3170",
    "身份证号，逐位": " ".join(id_of()),
    "15位身份证号": "329999860517317",
    "护照": "E12345678",
    "护照，新号": "EA1234567",
    "港澳通行证": "H1234567801",
    "外国人永久居留身份证，旧": "USA320186051701",
    "外国人永久居留身份证": id_of(region="932840"),
    "手机": "13800000401",
    "手机，分组": "138 0000-0401",
    "手机，全角": "１３８０００００４０１",
    "手机，国家代码": "+8613800000401",
    "手机，国家代码分组": "0086 138 0000 0401",
    "座机": "0512-65123456",
    "座机，括号": "（０５１２）６５１２３４５６",
    "座机，没有区号": "电话：6512 3456",
    "邮箱": "qin.yao3@example.com",
}


def squeezed(text: str) -> str:
    """A text reduced to letters, digits and @, half-width: what a person would copy off it."""
    return re.sub(r"[^0-9A-Za-z@]", "", unicodedata.normalize("NFKC", text)).casefold()


def leaks(secret: str, said: str) -> bool:
    """Whether a text tells a secret in full, whatever stands between its characters."""
    return squeezed(secret).removeprefix("0086").removeprefix("86") in squeezed(said)


# ---------------------------------------------------------------- the filter


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize(
    "around", ["{}", "“{}”写法不对", "a{}。", "P01 {}、{}", "1、{}", "实施前-{}.jpg"]
)
def test_no_form_of_a_number_passes(secret: str, around: str) -> None:
    if around.startswith("a") and secret[0].isalnum() and "手机" not in secret:
        around = around[1:]  # a letter before digits makes another code of them
    said = scrub(around.format(secret, secret))
    assert not leaks(secret, said)
    assert scrub(said) == said


@pytest.mark.parametrize(
    "text",
    [
        "2023-08-20至2023-08-25", "2023年8月20日", "ZL 2021 1 1485226.1", "苏工发〔2023〕12号",
        "13.5 20 30 40 50", "单次更换时间由52分钟缩短至18分钟，年节约136.5万元", "2023.8.20 16:30",
        "91320000MA1XXXXX0A", "P01-秦垚-提名书.docx", "a@b", "@工会", "项目!C7", "第一行",
    ],
)  # fmt: skip
def test_what_is_no_personal_number_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("329999199001011234", "3299**********1234"),
        ("3299 9919 9001 0112 34", "3299 **** **** **12 34"),
        ("13800000401", "138*****401"),
        ("8353", "8**3"),
        ("1", "*"),
    ],
)
def test_mask(number: str, masked: str) -> None:
    assert mask(number) == masked


@given(st.text())
def test_any_text_keeps_its_length_and_is_scrubbed_once_for_all(text: str) -> None:
    said = scrub(text)
    assert len(said) == len(text)
    assert scrub(said) == said


@dataclass(frozen=True)
class Said:
    text: str
    more: tuple[str, ...]
    by_name: Mapping[str, object]


def test_a_value_is_scrubbed_through_and_through() -> None:
    phone = SECRETS["手机"]
    said = scrubbed(Said(phone, (phone, "甲"), {"a": [phone], "b": 7}))
    hidden = mask(phone)
    assert said == Said(hidden, (hidden, "甲"), {"a": [hidden], "b": 7})


# ---------------------------------------------------------------- every leaf of a dossier


def text_paths(content: Dossier) -> Iterator[str]:
    leaves = [("", each) for each in leaves_of_dossier(activity(), content)]
    for index, each in enumerate(content.nominations):
        leaves += [
            (f"nominations[{index}].", leaf) for leaf in leaves_of_nomination(activity(), each)
        ]
    for prefix, leaf in leaves:
        if leaf.field.kind in {Kind.TEXT, Kind.LONG_TEXT} and leaf.path != "activity":
            yield prefix + leaf.path


CLEAN = dossier()
PATHS = list(text_paths(CLEAN))


@pytest.mark.parametrize("number", range(len(SECRETS)))
def test_a_secret_in_one_field_comes_out_nowhere(number: int) -> None:
    """Each field holds each form in turn, field by field, over all the runs of this test."""
    secrets = list(SECRETS.values())
    for place, path in enumerate(PATHS):
        secret = secrets[(place + number) % len(secrets)]
        review = check([intake_of(change(CLEAN, path, secret))], lambda _: activity())
        for said in (review_to_text(review), review_to_json(review)):
            assert not leaks(secret, said), path


def everywhere(model: type, secret: str) -> dict[str, Any]:
    """A record in YAML of which every field holds a text with a secret, whatever it asks for."""
    found: dict[str, Any] = {}
    for field in fields_of(model):
        inner = field.model
        if inner is None:
            many = field.kind in {Kind.TEXTS, Kind.FILES, Kind.CHOICES}
            found[field.key] = [secret] if many else secret
        else:
            record = everywhere(inner, secret)
            found[field.key] = [record] if field.kind is Kind.RECORDS else record
    return found


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A dossier folder in which everything that can be typed is a secret."""
    content = everywhere(Dossier, SECRETS[request.param])
    content |= {"activity": activity().id, "filing": everywhere(Filing, SECRETS[request.param])}
    content["unit"]["kind"] = "provincial_society"
    path = tmp_path / "材料" / "dossier.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (path.parent / "附件").mkdir()
    (path.parent / "附件" / f"实施前-{SECRETS[request.param].replace('/', '')}.jpg").write_bytes(
        b"x"
    )
    return path.parent


@pytest.mark.parametrize("folder", SECRETS, indirect=True)
def test_a_dossier_full_of_secrets_is_checked_without_telling_one(
    folder: Path, wuxiao: Command, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    secret = SECRETS[request.node.callspec.params["folder"]]
    for shape in ("text", "json", "html"):
        outcome = wuxiao("check", folder, "--format", shape)
        assert outcome.code == 4
        assert not leaks(secret, outcome.out), shape
        assert not leaks(secret, outcome.err), shape


@pytest.mark.parametrize("folder", ["身份证号，分组", "手机，国家代码", "邮箱"], indirect=True)
def test_a_draft_of_secrets_tells_none_in_manifest_report_or_names_of_files(
    folder: Path, wuxiao: Command, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    secret = SECRETS[request.node.callspec.params["folder"]]
    out = tmp_path / "out"
    only = ("--only", "lead_pledge", "--only", "filing_form")
    outcome = wuxiao("build", folder, "-o", out, "--draft", *only)
    assert outcome.code == 0
    names = [str(path.relative_to(out)) for path in out.rglob("*")]
    assert any("第一完成人承诺书" in name for name in names)
    manifest = (out / "材料" / "manifest.json").read_text(encoding="utf-8")
    report = (out / "材料" / "report.html").read_text(encoding="utf-8")
    shown = re.sub(r'src="data:[^"]*"', "", report)
    digests = re.compile(r'"(?:sha256|\w+_digest)": "[0-9a-f]*"')
    assert json.loads(manifest)["files"]
    for said in (outcome.out, outcome.err, *names, digests.sub("", manifest), shown):
        assert not leaks(secret, said)


@pytest.mark.parametrize("mark", "\u00ad\u200b\u202d\u2066\ufe0f\ufffc\u3164\U000e0001")
@pytest.mark.parametrize(
    "number", [id_of(), "13800001234", "025-83530000", "zhang.san@example.com"]
)
def test_marks_that_show_nothing_hide_no_number(number: str, mark: str) -> None:
    digits = mark.join(number)
    for text in (digits, f"{mark}{digits}{mark}", f"{number[:5]}{mark}{number[5:]}"):
        found = scrub(f"填的是“{text}”")
        assert "*" in found
        assert number not in "".join(each for each in found if each not in mark + "□")
        assert scrub(found) == found


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("id_number", "9329999199303067910", "9329***********7910"),
        ("id_number", "3299991993", "329****993"),
        ("mobile", "138000012", "1*******2"),
        ("email", "wang@example", "wan*@****ple"),
        ("title", "9329999199303067910", "9329999199303067910"),
    ],
)
def test_a_field_of_persons_is_hidden_whatever_stands_in_it(
    key: str, text: str, shown: str
) -> None:
    assert scrub_value(key, text) == shown
