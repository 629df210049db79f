"""Step `printing`: 打印清单, counted on the finished packets."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline import __version__, store
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Packed
from pipeline.make.pages import Page
from pipeline.make.unchanged import reusable_entry
from pipeline.papers import naming
from pipeline.papers.manifest import FileEntry, FileKind, pages_of, sheets_of
from pipeline.render.html import render_html

TEMPLATE = "_print_list"


def print_list(plan: BuildPlan, packets: Sequence[FileEntry]) -> Packed:
    """The list of what is printed, unless it is there as it should be.

    Args:
        plan: The plan.
        packets: The packets that are printed, with their numbers of pages.
    """
    rows = [(each.subject, each.title, each.pages, each.copies) for each in packets]
    entry = FileEntry(
        path=naming.print_list_path(),
        kind=FileKind.PRINT,
        sha256="",
        title=naming.PRINT_LIST,
        data_digest=store.sha256(repr((__version__, plan.settings.draft, rows)).encode()),
    )
    if old := reusable_entry(plan, entry):
        return Packed(old)
    from pipeline.make.layouts import draw  # noqa: PLC0415 - loads slowly
    from pipeline.tools.weasyprint.assembling import write  # noqa: PLC0415 - not needed without it

    drawn = draw(_page(plan, packets))
    data = write(drawn)
    made = msgspec.structs.replace(entry, sha256=store.sha256(data), pages=drawn.page_count)
    return Packed(made, data)


def _page(plan: BuildPlan, packets: Sequence[FileEntry]) -> Page:
    templates = (plan.settings.templates,)
    values = {
        "packets": packets,
        "pages": pages_of(packets),
        "sheets": sheets_of(packets),
        "all_pledges": naming.ALL_PLEDGES,
    }
    html = render_html(TEMPLATE, values, templates=templates, draft=plan.settings.draft)
    return Page(document=TEMPLATE, html=html, templates=templates, photos={})
