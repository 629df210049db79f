"""Word files that all can be converted, as PDF."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import convert
from pipeline.errors import WuxiaoError


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDF of each Word file; the first error is raised."""
    made = {}
    for name, pdf in convert.to_pdf(documents).items():
        if isinstance(pdf, WuxiaoError):
            raise pdf
        made[name] = pdf
    return made
