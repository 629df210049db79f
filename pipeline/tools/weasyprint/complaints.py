"""What WeasyPrint has to say, turned into errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.urls import FatalURLFetchingError

from pipeline.errors import MissingGlyphError, TemplateError, WuxiaoError, reason

_LOGGER = logging.getLogger("weasyprint")
_MISSING_GLYPH = ".notdef glyph rendered"
_FONT_NOT_HERE = "Font-face %r cannot be loaded"
"""An @font-face names a font of the system that is not installed: the next in the chain stands in."""


class StopError(FatalURLFetchingError):  # type: ignore[misc]
    """Carries an error of ours through WeasyPrint, which swallows ordinary exceptions."""

    def __init__(self, error: WuxiaoError) -> None:
        super().__init__(str(error))
        self.error = error


class _Complaints(logging.Handler):
    """Collects what WeasyPrint has to say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(_MISSING_GLYPH) and isinstance(record.args, tuple):
            self.missing.append(str(record.args[0]))
        elif not str(record.msg).startswith(_FONT_NOT_HERE):
            self.messages.append(record.getMessage())


@contextmanager
def watched(where: str) -> Iterator[None]:
    """Turn everything WeasyPrint logs into errors.

    Args:
        where: Name of the document, for messages.

    Raises:
        TemplateError: It found something wrong.
        MissingGlyphError: A character has no glyph in any font.
    """
    complaints = _Complaints()
    _LOGGER.addHandler(complaints)
    propagate, _LOGGER.propagate = _LOGGER.propagate, False
    try:
        yield
    except StopError as stop:
        raise stop.error from None
    except FatalURLFetchingError as error:
        raise TemplateError(
            "模板引用的文件读不出来",
            where=where,
            why=reason(error, "打不开这个地址"),
            remedy="检查该文件",
        ) from error
    finally:
        _LOGGER.propagate = propagate
        _LOGGER.removeHandler(complaints)
    if complaints.messages:
        raise TemplateError(
            "模板排版时有问题",
            where=where,
            why="；".join(dict.fromkeys(complaints.messages)),
            remedy="改正模板的 HTML 或 CSS",
        )
    if complaints.missing:
        characters = "".join(dict.fromkeys(complaints.missing))
        raise MissingGlyphError.of(characters, where=where)
