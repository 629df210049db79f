"""Step `drawings`: the drawn pages of papers, kept from an earlier run or drawn now, each once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from pipeline import store
from pipeline.errors import WuxiaoError
from pipeline.make.buildplan import BuildPlan
from pipeline.make.coding import Coded, coded
from pipeline.make.fitting import wishes
from pipeline.make.flows import flows
from pipeline.make.pages import page_of
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.tools.weasyprint.drawn import Drawn, decode, encode


class Drawings:
    """The drawn pages of a plan's papers: kept from an earlier run, or drawn now, each once.

    Args:
        plan: The plan.
        is_asked_once: No paper is asked for again once another is, so that one is held in memory.

    Attributes:
        page: The page of a paper, before it is laid out.
        fresh: What was drawn now, encoded, by digest of what it shows.
    """

    def __init__(self, plan: BuildPlan, *, is_asked_once: bool = False) -> None:
        self._is_asked_once = is_asked_once
        self.page = cache(partial(page_of, plan))
        self.fresh: dict[str, bytes] = {}
        self._plan = plan
        self._drawn: dict[str, Drawn] = {}
        self._coded: dict[str, Coded] = {}

    def of(self, paper: Paper, shown_digest: str) -> Drawn:
        """A paper, drawn, with the codes on its pages; see `coded`."""
        return self.coded(paper, shown_digest).drawn

    def coded(self, paper: Paper, shown_digest: str) -> Coded:
        """A paper, drawn, with its codes.

        Args:
            paper: The paper.
            shown_digest: Digest of what it shows, as `page` and the entry of its PDF have it.

        Raises:
            WuxiaoError: The template is not right, a photo cannot be read, or a glyph is missing.
        """
        drawn = self._plain(paper, shown_digest)
        if paper.stem not in self._coded:
            if self._is_asked_once:
                self._coded.clear()
            self._coded[paper.stem] = coded(self._plan, paper, drawn)
        return self._coded[paper.stem]

    def _plain(self, paper: Paper, shown_digest: str) -> Drawn:
        if shown_digest in self._drawn:
            return self._drawn[shown_digest]
        kept = None if self._plan.forces(paper) else _kept(self._plan.out, shown_digest)
        drawn = kept or self._draw(paper, shown_digest)
        if self._is_asked_once:
            self._drawn.clear()
        self._drawn[shown_digest] = drawn
        return drawn

    def way(self, paper: Paper) -> str:
        """The way in which a paper is set; see `fitting`.  It is drawn if its template offers several.

        A paper that cannot be drawn has none: what is wrong with it is told where its PDF is made.
        """
        try:
            page = self.page(paper)
            has_ways = any(wishes(flow).ways for flow in flows(page.html))
            return self._plain(paper, page.digest).way if has_ways else ""
        except WuxiaoError:
            return ""

    def _draw(self, paper: Paper, shown_digest: str) -> Drawn:
        from pipeline.make.layouts import draw  # noqa: PLC0415 - loads slowly, and what is kept does without

        drawn = draw(self.page(paper), self._finder(paper))
        self.fresh[shown_digest] = encode(drawn)
        _SHARED.note(drawn)
        return drawn

    def _finder(self, paper: Paper) -> Callable[[str], Drawn | None]:
        """Finds flows of a paper in what an earlier run drew of it, and in other papers."""
        if self._plan.forces(paper):
            return _SHARED.find
        before = self._plan.before.get(naming.pdf_path(paper.stem))
        earlier = _kept(self._plan.out, before.shown_digest) if before else None
        return lambda digest: (earlier and earlier.flow(digest)) or _SHARED.find(digest)


class _Shared:
    """Flows that this process has drawn lately, for papers that have them in common; none with pictures."""

    MOST = 32

    def __init__(self) -> None:
        self._flows: dict[str, Drawn] = {}

    def note(self, drawn: Drawn) -> None:
        """Keep the flows of a paper."""
        for flow in drawn.flows:
            found = drawn.flow(flow.digest)
            if found and not found.pictures:
                self._flows[flow.digest] = found
        for digest in list(self._flows)[: -self.MOST]:
            del self._flows[digest]

    def find(self, digest: str) -> Drawn | None:
        """A flow by its digest."""
        return self._flows.get(digest)


_SHARED = _Shared()


def _kept(out: Path, shown_digest: str) -> Drawn | None:
    try:
        return decode(store.drawn_path(out, shown_digest).read_bytes())
    except (OSError, ValueError):
        return None
