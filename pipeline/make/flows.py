"""The flows of a paper: parts that begin on pages of their own, each laid out by itself.

What a flow looks like depends on its own words and on the number of its first page alone.  So one that
did not change is taken from an earlier run, and one that many papers share (a pledge) is laid out once;
where a paper's pages are no fit, the flow that spoils them is set anew, not the whole paper.

A template divides its body by `<!-- flow -->`, between elements that stand right below the body.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.render.html import BODY, FLOW

_END = "</body>"


def flows(html: str) -> Iterator[str]:
    """A page of HTML for each flow, all with the head and the body's tag of the whole."""
    body = BODY.search(html)
    if not body or FLOW not in html:
        yield html
        return
    head, content = html[: body.end()], html[body.end() :]
    content, end, tail = content.rpartition(_END)
    for part in content.split(FLOW):
        yield f"{head}{part}{end}{tail}"
