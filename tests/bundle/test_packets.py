"""Packets."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader


def font_names(data: bytes) -> list[str]:
    """Names of the font files that a PDF carries, without their subset tags."""
    names = []
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, len(reader.xref.get(0, {})) + len(reader.xref_objStm) + 2):
        try:
            entry: Any = reader.get_object(number)
        except Exception:  # noqa: BLE001, S112
            continue
        if isinstance(entry, dict) and entry.get("/Type") == "/FontDescriptor":
            names.append(str(entry["/FontName"]).partition("+")[2])
    return names
