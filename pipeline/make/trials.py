"""What is learnt from a template before anything is made with it; within limits where it is not ours."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import NoneType

from pipeline import store
from pipeline.activity.loading import load_activity
from pipeline.errors import WuxiaoError
from pipeline.make.limits import within_limits
from pipeline.papers.documents import Document, Scope
from pipeline.render.html import render_html
from pipeline.render.paths import said_of_path
from pipeline.render.printed import printed_values
from pipeline.render.sources import Sources, check_own_template, own_files
from pipeline.render.views import specimen
from pipeline.tools.pictures.photos import Photo

_PHOTO = Photo(b"\xff\xd8\xff", 4, 3)


def must_be_right(document: Document, sources: Sources, activity_folder: Path) -> None:
    """Look at the templates of a document that are not ours, and fill them in with little.

    Raises:
        TemplateError: One names what does not exist, is broken, or does not come to an end.
    """
    for path in own_files(sources):
        within_limits(
            _try,
            path,
            document,
            sources,
            activity_folder,
            result=NoneType,
            template=store.sha256_file(path),
            where=said_of_path(path),
        )


def _try(path: Path, document: Document, sources: Sources, activity_folder: Path) -> None:
    activity = load_activity(activity_folder)
    check_own_template(path, specimen(activity))
    for scope in document.scopes:
        values = specimen(activity, scope, columns=document.columns)
        # What fails with a specimen may be right with a dossier, and is told of when it is not.
        with suppress(WuxiaoError):
            if path == sources.page:
                render_html(document.id, values, templates=sources.folders)
            else:
                from pipeline.render.word import render_word  # noqa: PLC0415 - loads slowly

                render_word(document.id, values, templates=sources.folders, photos=lambda _: _PHOTO)


def printed_by(
    document: Document, scope: Scope, sources: Sources, activity_folder: Path
) -> frozenset[str]:
    """The values that a document shows (`printed_values`).

    Raises:
        TemplateError: A template is not right.
    """
    if not (sources.word_is_own or sources.page_is_own):
        return _printed_by_ours(document, scope, sources, activity_folder)
    return within_limits(
        _printed,
        document,
        scope,
        sources,
        activity_folder,
        result=frozenset[str],
        template=sources.word_digest + sources.pdf_digest,
        where=said_of_path(next(own_files(sources), sources.word)),
    )


@lru_cache(maxsize=256)
def _printed_by_ours(
    document: Document, scope: Scope, sources: Sources, activity_folder: Path
) -> frozenset[str]:
    """Learnt once: many dossiers are checked with the same templates, which `sources` has the digests of."""
    return _printed(document, scope, sources, activity_folder)


def _printed(
    document: Document, scope: Scope, sources: Sources, activity_folder: Path
) -> frozenset[str]:
    return printed_values(document, scope, sources, load_activity(activity_folder))
