"""Which values a document shows, learnt from its templates themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.activity.model import Activity
from pipeline.papers.documents import Document, Scope
from pipeline.papers.holding import NOMINATIONS
from pipeline.render.html import render_html
from pipeline.render.sources import Sources, template_texts
from pipeline.render.views import specimen

_NAME = re.compile(r"\{[{%][^}]*?\b(unit|filing|nomination|lead|employer)\.([a-z_.0-9]+)")
_ROOTS = {
    "nomination": NOMINATIONS,
    "lead": f"{NOMINATIONS}.lead",
    "employer": f"{NOMINATIONS}.employer",
}


def printed_values(
    document: Document, scope: Scope, sources: Sources, activity: Activity
) -> frozenset[str]:
    """Paths of the values that a document shows, without numbers: `nominations.lead.name`.

    Its page is rendered for a specimen, and what it asks for is noted; an office's own Word template,
    which the PDF follows, is searched for names besides.

    Raises:
        TemplateError: A template is not right.
    """
    asked_for: set[str] = set()
    values = specimen(activity, scope, columns=document.columns, asked_for=asked_for)
    render_html(document.id, values, templates=sources.folders)
    own = _named_in_word(sources) if sources.pdf_from_word else ()
    return frozenset([*asked_for, *own])


def _named_in_word(sources: Sources) -> Iterator[str]:
    for text in template_texts(sources.word):
        for first, rest in _NAME.findall(text):
            yield f"{_ROOTS.get(first, first)}.{rest}"
