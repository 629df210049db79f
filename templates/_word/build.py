"""All nine templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from templates._word import forms, letters, nomination
from templates._word.paper import Paper

BUILDERS: Mapping[str, Callable[[], Paper]] = {
    "nomination_letter": letters.nomination_letter,
    "nomination_form": nomination.nomination_form,
    "lead_pledge": letters.lead_pledge,
    "employer_pledge": forms.employer_pledge,
    "filing_form": forms.filing_form,
    "publicity_notice": letters.publicity_notice,
    "no_objection_certificate": letters.no_objection_certificate,
    "frontline_certificate": letters.frontline_certificate,
    "signing_sheet": forms.signing_sheet,
}


def build_all(folder: Path) -> list[Path]:
    """Write `<document>/word.docx` for every document below `folder`; return the paths."""
    written = []
    for document, build in BUILDERS.items():
        path = folder / document / "word.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build().bytes())
        written.append(path)
    return written
