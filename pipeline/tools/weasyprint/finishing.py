"""pydyf: what a PDF gets besides its pages: labels, actual size, its fonts' own names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pydyf

FROM_1, UNNUMBERED = "<< /S /D >>", "<< >>"
"""Page labels: numbers from 1, as printed; the empty back of a sheet has none."""

ONE_PAPER: Mapping[int, str] = {0: FROM_1}
"""Labels by the page that they start at, counted from 0."""

_RENAMED = re.compile(r'@font-face\s*\{\s*font-family:\s*"([^"]+)";\s*src:\s*local\("([^"]+)"\)')
_own_names: dict[str, str] = {}


def learn_names(css: str) -> None:
    """Remember which installed font is behind each name that a style sheet gives one."""
    _own_names.update(_RENAMED.findall(css))


def own_name(family: str) -> str:
    """The font behind a name."""
    return _own_names.get(family, family)


def finish(document: Any, pdf: pydyf.PDF, *, labels: Mapping[int, str]) -> None:
    """Open at actual size, with the title in the window's bar and the printed page numbers."""
    if document.pages:
        pdf.catalog["OpenAction"] = pydyf.Array([pdf.page_references[0], "/XYZ", "null", "null", 1])
    preferences = pdf.catalog.setdefault("ViewerPreferences", pydyf.Dictionary())
    preferences["DisplayDocTitle"] = "true"
    preferences["PrintScaling"] = "/None"
    numbers = [item for start in labels.items() for item in start]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(numbers)})
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Dictionary):
            _rename(entry)


def _rename(font: pydyf.Dictionary) -> None:
    for key in {"BaseFont", "FontName"} & font.keys():
        prefix, plus, given = font[key].partition(b"+")
        for name, own in _own_names.items():
            start = name.replace(" ", "-").encode()
            if given == start or given.startswith(start + b"-"):
                font[key] = prefix + plus + own.encode()
