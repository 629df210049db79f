"""Forms as the Word face prints them, for reading them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.activity.model import Activity
from pipeline.collect.values import put
from pipeline.dossier.models import Dossier, Nomination
from pipeline.forms.values import at
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo
from tests.conftest import ROOT

SHOWN = (
    "category", "title", "patent_numbers", "in_use_since", "field.level1", "field.level2", "field.level3",
    "introduction", "lead.name", "lead.sex", "lead.document", "lead.other_text", "lead.id_number",
    "lead.education", "lead.degree", "lead.skill_level", "lead.skill_certificate", "lead.title",
    "lead.title_certificate", "lead.job_title", "lead.mobile", "lead.email", "lead.postcode", "lead.address",
    "lead.previously_recognised", "lead.effectiveness", "lead.honours", "lead.contribution", "lead.alias",
    "lead.achievements", "employer.name", "employer.ownership", "employer.address", "employer.postcode",
    "employer.contact.name", "employer.contact.job_title", "employer.contact.mobile", "employer.contact.email",
    "employer.union.name", "employer.union.contact.name", "employer.union.contact.job_title",
    "employer.union.contact.phone", "employer.union.contact.email", "employer.union.address",
    "employer.union.postcode", "before.text", "after.text", "video.name", "contributors", "team.kind",
    "team.other_text", "team.award", "support", "plan", "opinion.text", "opinion.handler.name",
    "opinion.handler.job_title", "opinion.handler.phone", "opinion.address", "opinion.postcode", "opinion.email",
)  # fmt: skip
"""What the official form shows of a nomination, but for photos."""


def photo_bytes(path: str) -> bytes:
    """A photo's bytes, other ones for each path."""
    return b"\xff\xd8\xff\xe0" + path.encode() * 8


def word_face(nomination: Nomination, activity: Activity, *, folder: Path | None = None) -> bytes:
    """The official form of a nomination.

    Args:
        nomination: The values.
        activity: Their activity.
        folder: Where the photos are; without it they are made up (`photo_bytes`).
    """

    def photo(path: str) -> Photo:
        data = photo_bytes(path) if folder is None else (folder / path).read_bytes()
        return Photo(data=data, width_px=400, height_px=300)

    subject = Subject(
        scope=Scope.NOMINATION,
        dossier=Dossier(nominations=(nomination,)),
        nomination=nomination,
        nominations=(nomination,),
    )
    templates = [ROOT / "templates"]
    return render_word(
        "nomination_form", context(subject, activity), templates=templates, photos=photo
    ).pack()


def only_shown(nomination: Nomination) -> Nomination:
    """A nomination with what the form shows of it, as the form shows it."""
    made: Any = Nomination()
    for path in SHOWN:
        made = put(made, path, at(nomination, path))
    employer, union = nomination.employer.contact, nomination.employer.union.contact
    handler, opinion = nomination.opinion.handler, nomination.opinion
    made = put(made, "employer.contact.mobile", employer.mobile or employer.phone)
    made = put(made, "employer.union.contact.phone", union.phone or union.mobile)
    made = put(made, "opinion.handler.phone", handler.phone or handler.mobile)
    made = put(made, "opinion.email", opinion.email or handler.email)
    shown: Nomination = put(
        made, "lead.employer", nomination.lead.employer or nomination.employer.name
    )
    return shown


def differences(one: Nomination, other: Nomination) -> dict[str, tuple[Any, Any]]:
    """Fields in which two nominations differ, but for files."""
    return {
        path: (at(one, path), at(other, path))
        for path in (*SHOWN, "lead.employer")
        if at(one, path) != at(other, path)
    }
