"""The flows of a paper: parts that begin on pages of their own, each laid out by itself.

What a flow looks like depends on its own words and on the number of its first page alone.  So one that
did not change is taken from an earlier run, and one that many papers share (a pledge) is laid out once;
where a paper's pages are no fit, the flow that spoils them is set anew, not the whole paper.

A template divides its body by `<!-- flow -->`, between elements that stand right below the body.  What
pages should be like (`fitting`) is said at the body for all flows, or for one:
`<!-- flow data-ways="close | roomy" -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.render.html import BODY, FLOW

_END = "</body>"
_ATTRIBUTE = re.compile(r'\s([\w-]+)="[^"]*"')


def flows(html: str) -> Iterator[str]:
    """A page of HTML for each flow, with the head of the whole and its body's attributes."""
    body = BODY.search(html)
    if not body or not FLOW.search(html):
        yield html
        return
    head, content = html[: body.start()], html[body.end() :]
    content, end, tail = content.rpartition(_END)
    first, *others = FLOW.split(content)
    yield f"{head}{body[0]}{first}{end}{tail}"
    for own, part in zip(others[::2], others[1::2], strict=True):
        yield f"{head}{_with_own(body[0], own)}{part}{end}{tail}"


def _with_own(body: str, own: str) -> str:
    """The tag of the body, with a flow's own attributes in the place of those of the same name."""
    said = {each[1]: each[0] for each in _ATTRIBUTE.finditer(own)}
    left = _ATTRIBUTE.sub(lambda each: "" if each[1] in said else each[0], body)
    return left.removesuffix(">") + "".join(said.values()) + ">"
