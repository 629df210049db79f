"""A review as one page of HTML that needs nothing else: searched, filtered, printed."""

from __future__ import annotations

from pathlib import Path

from pipeline.check.review import Review
from pipeline.check.terminal import say_publicity, say_when
from pipeline.settings import assets
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS

_TEMPLATE = "_shared/review.html"


def review_to_html(review: Review, *, templates: Path | None = None) -> str:
    """The page.

    Args:
        review: What was found.
        templates: The folder of templates; the shipped one unless said otherwise.
    """
    environment = make_environment(templates or assets() / "templates")
    page = environment.get_template(_TEMPLATE)
    return page.render(
        review=review, say_publicity=say_publicity, say_when=say_when, sans=families(SCREEN_SANS)
    )
