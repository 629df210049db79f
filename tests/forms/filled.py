"""The fields of a filled Word form, read back by their bookmarks alone; and forms to fill."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from pipeline.render.word import render_word
from tests.render.cases import TEMPLATES, contexts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def blank_form() -> bytes:
    """The official blank form."""
    (values,) = contexts("nomination_form", "empty")
    return render_word("nomination_form", values, templates=[TEMPLATES]).pack()


def body(data: bytes) -> etree._Element:
    """The text of a Word file."""
    return etree.fromstring(part(data, "word/document.xml"))


def part(data: bytes, name: str) -> bytes:
    """A part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def changed(data: bytes, words: Mapping[str, str]) -> bytes:
    """A Word file with other words; a line break of Word is a newline."""
    text = part(data, "word/document.xml").decode()
    for old, new in words.items():
        marked = old.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        if marked not in text:
            marked = old.replace("\n", "</w:t><w:br/><w:t>")
        assert marked in text, old
        text = text.replace(marked, new)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, text if name == "word/document.xml" else before.read(name))
    return made.getvalue()


def values(data: bytes) -> dict[str, str | bool]:
    """What is filled in, by name of the bookmark: texts, entries chosen, ticks."""
    found: dict[str, str | bool] = {}
    nodes = list(body(data).iter())
    for start, node in enumerate(nodes):
        name = node.get(f"{W}name", "").removesuffix("_Copy_1")
        if node.tag != f"{W}bookmarkStart" or not name.startswith("wxb_"):
            continue
        end = next(
            place
            for place in range(start, len(nodes))
            if nodes[place].tag == f"{W}bookmarkEnd"
            and nodes[place].get(f"{W}id") == node.get(f"{W}id")
        )
        found[name] = _value(nodes[start:end])
    return found


def _value(nodes: list[etree._Element]) -> str | bool:
    code = "".join(each.text or "" for each in nodes if each.tag == f"{W}instrText").strip()
    if code == "FORMCHECKBOX":
        return any(each.tag == f"{W}checked" for each in nodes)
    if code == "FORMDROPDOWN":
        entries = [each.get(f"{W}val", "") for each in nodes if each.tag == f"{W}listEntry"]
        chosen = [each.get(f"{W}val", "0") for each in nodes if each.tag == f"{W}result"]
        return entries[int(chosen[0]) if chosen else 0]
    shown = (each for each in nodes if each.tag in {f"{W}t", f"{W}br"})
    words = "".join("\n" if each.tag == f"{W}br" else each.text or "" for each in shown)
    return words.strip(" \u00a0\u2002")


def saved_by_libreoffice(data: bytes, folder: Path, times: int) -> bytes:
    """A Word file after LibreOffice has opened and saved it some times."""
    for number in range(times):
        source, out = folder / f"{number}.docx", folder / f"out{number}"
        source.write_bytes(data)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        data = (out / source.name).read_bytes()
    return data
