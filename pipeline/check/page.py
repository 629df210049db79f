"""A review as one page of HTML that needs nothing else: searched, filtered, printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.check.review import Review
from pipeline.check.text import say_publicity
from pipeline.rules.words import scrub
from pipeline.settings import assets

_TEMPLATE = "_shared/review.html"


def review_to_html(review: Review, *, templates: Path | None = None) -> str:
    """The page.

    Args:
        review: What was found.
        templates: The folder of templates; the shipped one unless said otherwise.
    """
    page = _environment(templates or assets() / "templates").get_template(_TEMPLATE)
    return page.render(review=review, say_publicity=say_publicity)


@cache
def _environment(templates: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["scrub"] = scrub
    return environment
