"""A paper shows a value that says that there is none as it shows an empty one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.papers.documents import Scope
from pipeline.render.html import render_html
from pipeline.render.views import Subject, context
from tests.load.cases import activity, nomination_yaml, read_yaml
from tests.render.cases import TEMPLATES

SKILL = "skill_level: {level}\n  skill_certificate: {number}"
TITLE = "title: {level}\n  title_level: {level}\n  title_certificate: {number}"


def page(folder: Path, document: str, inside: str) -> str:
    """The page of the first nomination of a dossier as it is loaded."""
    dossier = read_yaml(folder, nomination_yaml(inside)).dossier
    subject = Subject(
        scope=Scope.NOMINATION,
        dossier=dossier,
        nomination=dossier.nominations[0],
        nominations=dossier.nominations,
    )
    values = context(subject, activity())
    return re.sub(r"<[^>]*>|\s", "", render_html(document, values, templates=[TEMPLATES]))


@pytest.mark.parametrize(("level", "number"), [("无", "/"), ("未评", "——"), ("暂无", "无")])
@pytest.mark.parametrize("document", ["frontline_certificate", "nomination_form"])
def test_a_level_of_none_prints_as_an_empty_one(
    document: str, level: str, number: str, tmp_path: Path
) -> None:
    lead = "lead:\n  name: 沈珣"
    claims = f"  {SKILL}\n  {TITLE}".format(level=level, number=number)
    empty = page(tmp_path / "empty", document, lead)
    assert page(tmp_path / "none", document, f"{lead}\n{claims}") == empty


def test_the_certificate_says_nothing_of_what_there_is_not(tmp_path: Path) -> None:
    claims = f"  {SKILL}\n  {TITLE}".format(level="无", number="/")
    text = page(tmp_path, "frontline_certificate", f"lead:\n  name: 沈珣\n{claims}")
    assert "沈珣" in text
    assert "最高技能等级" not in text
    assert "最高职称" not in text


def test_the_certificate_says_what_there_is(tmp_path: Path) -> None:
    claims = f"  {SKILL}".format(level="技师", number="S0001")
    text = page(tmp_path, "frontline_certificate", f"lead:\n  name: 沈珣\n{claims}\n  title: 无")
    assert "其最高技能等级为技师，技能等级证书编号为S0001。" in text
    assert "最高职称" not in text
