"""What the Word face prints of any nomination is read back as the same nomination."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.activity.model import Activity
from pipeline.collect import labels
from pipeline.collect.labels import Part
from pipeline.collect.official import read_official
from pipeline.collect.values import put
from pipeline.dossier import models
from pipeline.dossier.models import Nomination
from pipeline.dossier.text import is_nothing
from pipeline.load import load
from pipeline.load.answers import read_answers
from pipeline.settings import Settings
from pipeline.tools.word.contents import read_contents, take_pictures
from tests.collect.faces import differences, only_shown, photo_bytes, word_face
from tests.conftest import ROOT

ACTIVITY: Activity = Settings().find_activity("jiangsu-wuxiao-2023")
CHARACTERS = "一二工器测试装置改进线缆温度检漏0123456789ABCxyz，。；、（）“”《》℃·—=+<&>{}%"


def read_back(data: bytes) -> tuple[Nomination, dict[str, tuple[bytes, ...]], list[str]]:
    """The nomination on a form, its photos, and what was not read."""
    answers = read_official(read_contents(data, "表.docx"), ACTIVITY, "表.docx")
    intake = read_answers(answers, ACTIVITY)
    (found,) = intake.dossier.nominations
    photos = {
        path: tuple(take_pictures(data, list(parts), "表.docx")[part] for part in parts)
        for path, parts in answers.pictures.items()
    }
    told = [each.why for each in answers.unread] + [each.message for each in intake.findings]
    return found, photos, told


@pytest.mark.parametrize("sample", ["city", "industry", "provincial_society", "other_society"])
def test_the_forms_of_a_sample_are_read_back_whole(sample: str) -> None:
    dossier = load(ROOT / "data" / "samples" / sample, Settings().find_activity).dossier
    for nomination in dossier.nominations:
        found, photos, told = read_back(word_face(nomination, ACTIVITY))
        assert differences(only_shown(nomination), found) == {}, nomination.id
        assert photos == {
            "before.photos": tuple(map(photo_bytes, nomination.before.photos)),
            "after.photos": tuple(map(photo_bytes, nomination.after.photos)),
        }
        assert told == []


# ------------------------------------------------------------------------------ any nomination


def is_label(text: str) -> bool:
    return any(labels.label_in(text, part) for part in Part) or bool(
        labels.label_anywhere(text) or labels.band_in(text) or labels.document_in(text)
    )


LINE = st.text(CHARACTERS, min_size=1, max_size=30).filter(
    lambda text: not is_nothing(text) and not is_label(text)
)
STORY = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
DAY = st.dates(date(2010, 1, 1), date(2023, 1, 1))
MAYBE = st.one_of(st.none(), LINE)
HONOUR = st.builds(models.Honour, year=st.just("2022"), name=LINE, issuer=MAYBE)
CONTRIBUTOR = st.builds(
    models.Contributor, name=LINE, sex=st.sampled_from(models.Sex), title=MAYBE, duty=LINE
)
VALUES = {
    "title": LINE, "category": st.sampled_from(models.Category), "in_use_since": DAY,
    "introduction": STORY, "lead.name": st.text("赵钱孙李周吴郑王", min_size=2, max_size=4),
    "lead.sex": st.sampled_from(models.Sex), "lead.education": LINE, "lead.degree": MAYBE,
    "lead.skill_level": MAYBE, "lead.title": MAYBE, "lead.job_title": LINE, "lead.address": LINE,
    "lead.previously_recognised": st.booleans(), "lead.effectiveness": STORY,
    "lead.honours": st.lists(HONOUR, max_size=2).map(tuple), "lead.contribution": STORY,
    "lead.alias": MAYBE, "lead.achievements": STORY, "employer.name": LINE, "employer.address": LINE,
    "employer.ownership": st.sampled_from(models.Ownership), "employer.contact.name": MAYBE,
    "employer.union.name": LINE, "employer.union.address": MAYBE, "before.text": STORY, "after.text": STORY,
    "contributors": st.lists(CONTRIBUTOR, max_size=4).map(tuple),
    "team.kind": st.lists(
        st.sampled_from(list(models.TeamKind)[:5]), min_size=1, max_size=3, unique=True
    ).map(lambda kinds: tuple(each for each in models.TeamKind if each in kinds)),
    "team.award": st.lists(HONOUR, max_size=1).map(tuple), "support": STORY, "plan": STORY,
    "opinion.text": STORY, "opinion.handler.name": MAYBE,
    "before.photos": st.lists(st.sampled_from(["a.jpg", "b.jpg"]), unique=True).map(tuple),
}  # fmt: skip


@settings(
    max_examples=int(os.environ.get("WUXIAO_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.fixed_dictionaries(VALUES))
def test_any_nomination_is_read_back_as_it_was_printed(values: dict[str, object]) -> None:
    nomination = Nomination()
    for path, value in values.items():
        nomination = put(nomination, path, value)
    assume(nomination.lead.name != nomination.employer.name)
    found, photos, _ = read_back(word_face(nomination, ACTIVITY))
    assert differences(only_shown(nomination), found) == {}
    assert photos.get("before.photos", ()) == tuple(map(photo_bytes, nomination.before.photos))
