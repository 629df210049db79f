"""The forms that Typst sets are the sample's own, and no value is read as markup."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.bench import limits
from tests.conftest import ROOT

SAMPLE = ROOT / "data" / "samples" / "other_society"
HOSTILE = '#panic("x") $y$ *b* \\ "q" @z <l> [k]'


@pytest.fixture
def forms(tmp_path: Path) -> limits.Forms:
    """The sample's first form, with a title that would be markup."""
    forms = limits.read_forms(SAMPLE, tmp_path / "nothing")
    first, *others = forms.plan.dossier.nominations
    dossier = replace(forms.plan.dossier, nominations=(replace(first, title=HOSTILE), *others))
    return replace(forms, plan=replace(forms.plan, dossier=dossier), papers=forms.papers[:1])


def test_values_of_a_form_are_plain(forms: limits.Forms) -> None:
    names = dict.fromkeys(forms.photos, "/0.jpg")
    values = limits.form_values(forms.plan, forms.papers[0], names)
    assert values["nomination"]["title"] == HOSTILE
    assert {each["path"] for each in values["nomination"]["before"]["photos"]} == {"/0.jpg"}
    assert [each["mark"] for each in values["nomination"]["category"]["boxes"]].count("☑") == 1
    assert isinstance(values["wording"]["lead_pledge"]["body"][0], str)


def test_typst_sets_a_form_as_it_is(forms: limits.Forms, tmp_path: Path) -> None:
    (pdf,) = limits.by_typst(forms, tmp_path)()
    reader = PdfReader(BytesIO(pdf))
    first, *_, last = (page.extract_text() for page in reader.pages)
    assert "#panic" in first
    assert "一、项目概况" in first
    assert "八、附件" in last
    assert 7 <= len(reader.pages) <= 9
    assert sum(len(page.images) for page in reader.pages) >= 2
