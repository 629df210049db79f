"""Whether a picture opens, and how large it is."""

from __future__ import annotations

from pathlib import Path

from pipeline.dossier.intake import FileFacts
from pipeline.errors import InputError
from pipeline.tools.pictures.reading import NoDecoderError, read_picture

_FRAME_PX = (160, 160)
"""Small: a picture is read to its end at any size, and costs less memory and time at this one."""


def inspect_picture(path: Path, kind: str) -> FileFacts:
    """What is found out about a picture of a kind (`heic`, `jpeg`…), by the reader that papers use.

    Raises:
        ImportError: A library is missing, which is no fault of the file.
    """
    try:
        found = read_picture(path, frame_px=_FRAME_PX, kinds={kind})
    except NoDecoderError as error:
        return FileFacts(unknown=error.what, remedy=error.remedy)
    except InputError as error:
        return FileFacts(problem=error.what, remedy=error.remedy)
    return FileFacts(width_px=found.width_px, height_px=found.height_px)
