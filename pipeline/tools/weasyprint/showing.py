"""What a drawn page shows: bytes that are the same for pages that look the same, whichever paper they belong to."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from pipeline.tools.weasyprint.drawn import DrawnPage, Form, Resources, State

_MARKS = re.compile(rb"/\w+\s+(?:<<[^>]*>>\s+BDC|BMC)\n|\bEMC\n?")
"""Marks of structure: they show nothing."""

_PICTURE = re.compile(rb"/(\w+) Do\b")


def shown(page: DrawnPage) -> bytes:
    """What a page shows.

    Fonts are named by their files in the content, glyphs by their numbers; pictures count by what
    is in them.  Structure, links and bookmarks do not count: they are not on paper.
    """
    media = " ".join(f"{side:.3f}" for side in page.media)
    return b"\n".join((media.encode(), *_shown(page.content, page.resources)))


def _shown(content: bytes, resources: Resources) -> Iterator[bytes]:
    pictures = {name.encode(): digest.encode() for name, digest in resources.pictures.items()}
    plain = _MARKS.sub(b"", zlib.decompress(content))
    yield _PICTURE.sub(lambda found: b"/%b Do" % pictures.get(found[1], found[1]), plain)
    for name, state in sorted(resources.states.items()):
        yield from (name.encode(), *_state(state))
    for name, form in sorted({**resources.groups, **resources.patterns}.items()):
        yield from (name.encode(), *_form(form))
    for name, shading in sorted(resources.shadings.items()):
        yield from (name.encode(), shading)


def _state(state: State) -> tuple[bytes, ...]:
    return state.entries, state.mask.encode(), state.group.encode()


def _form(form: Form) -> Iterator[bytes]:
    yield form.entries
    yield from _shown(form.content, form.resources)
