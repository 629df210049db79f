"""Dossiers of which everything has been posted, and photographed."""

from __future__ import annotations

from pipeline.dossier.models import Dossier
from tests.rules import build


def dossier(nominations: int) -> Dossier:
    """A dossier of some nominations, with the pictures of the public notices."""
    pictures = ("公示.jpg",)
    found: Dossier = build.change(build.dossier(nominations), "unit.publicity.files", pictures)
    for place in range(nominations):
        found = build.change(found, f"nominations[{place}].employer.publicity.files", pictures)
    return found
