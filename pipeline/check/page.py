"""A review as one page of HTML that needs nothing else: searched, filtered, printed."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from pipeline.check.review import DossierReview, Review
from pipeline.check.terminal import say_publicity, say_when
from pipeline.dossier.findings import Finding
from pipeline.settings import assets
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS

_TEMPLATE = "_shared/review.html"


def review_to_html(
    review: Review, *, folder: Path | None = None, templates: Path | None = None
) -> str:
    """The page; places are links to the annotated copy of a dossier that has one.

    Args:
        review: What was found.
        folder: Where the page will lie, the current folder unless said otherwise.
        templates: The folder of templates; the shipped one unless said otherwise.
    """
    home = folder or Path()

    def link(dossier: DossierReview, finding: Finding) -> str:
        return _link(dossier, finding, home)

    environment = make_environment(templates or assets() / "templates")
    page = environment.get_template(_TEMPLATE)
    return page.render(
        review=review,
        link=link,
        say_publicity=say_publicity,
        say_when=say_when,
        sans=families(SCREEN_SANS),
    )


def _link(dossier: DossierReview, finding: Finding, folder: Path) -> str:
    """The address of a finding's cell in the annotated copy; empty where there is none."""
    copy = dossier.copy
    if copy is None or finding not in copy.cells:
        return ""
    return f"{_address(copy.file, folder)}#{quote(copy.cells[finding])}"


def _address(file: Path, folder: Path) -> str:
    """The address of a file, as a page in a folder names it."""
    try:
        return quote(Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix())
    except ValueError:  # on another drive of Windows
        return file.resolve().as_uri()
