"""A PDF that LibreOffice had a part in says what it is fit for, where the checkers pass the very bytes that say it."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Dictionary, Name, Pdf, PikepdfError

from pipeline.errors import OutputError, reason
from pipeline.tools.pdf.checkers import ACCESSIBLE, LASTING, found_by_page, found_by_pikepdf
from pipeline.tools.pdf.settling import NONE, opened, written
from pipeline.tools.xmp import Claims

_CLAIMS = (
    Claims(lasting=True, accessible=True),
    Claims(lasting=True, accessible=False),
    Claims(lasting=False, accessible=True),
)
"""What can be claimed, from the most on."""


def claiming(pdf: bytes, title: str) -> bytes:
    """A finished PDF that claims to be PDF/A-2b and PDF/UA-1, as far as it is; readers show its title.

    Args:
        pdf: The PDF, settled.
        title: What it is called where it says nothing itself.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        with opened(pdf) as document:
            if not str(document.docinfo.get(Name.Title, "")):
                document.docinfo[Name.Title] = title
            if Name.ViewerPreferences not in document.Root:
                document.Root[Name.ViewerPreferences] = Dictionary()
            document.Root[Name.ViewerPreferences][Name.DisplayDocTitle] = True
            if _is_chinese(document):
                document.Root[Name.Lang] = "zh-CN"
            return fit(document)
    except (PikepdfError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error


def _is_chinese(document: Pdf) -> bool:
    """Whether some of it is tagged as Chinese: LibreOffice takes a file's language from its Latin letters."""
    told = (each.get(Name.Lang, "") for each in document.objects if isinstance(each, Dictionary))
    return any(str(language).startswith("zh") for language in told)


def fit(document: Pdf) -> bytes:
    """A document, written, that claims all that it is fit for."""
    candidates = ((each, written(document, each)) for each in _CLAIMS)
    passed = (data for claims, data in candidates if not any(_found(data, claims)))
    return next(passed, None) or written(document, NONE)


def _found(data: bytes, claims: Claims) -> Iterator[str]:
    """What is against it."""
    if claims.lasting:
        yield from found_by_page(data, LASTING)
        yield from found_by_pikepdf(data)
    if claims.accessible:
        yield from found_by_page(data, ACCESSIBLE)
