"""The file `copyright` of the package: whose work each part is, and under which licence."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from shipping.deb.fonts import COLLECTIONS

_UNSAID = "see its folder"
_LONG = 100


def copyright_text(licence: str, site: Path, home: str, licences: str) -> str:
    """What it says.

    Args:
        licence: The program's own licence.
        site: The folder of the libraries.
        home: Where they are when the package is installed.
        licences: Where the fonts' licences are then.
    """
    fonts = (f"  {each.name}: {each.terms}" for each in COLLECTIONS)
    return "\n".join(
        [
            "五小 forms (wuxiao-forms)", "", licence.strip(), "",
            "Libraries, unchanged as their makers published them (wheels), each with the licences that came",
            f"with it in {home}/<name>-<version>.dist-info",
            "(GPL, LGPL, MPL and Apache-2.0 in full: /usr/share/common-licenses):", "", *_libraries(site), "",
            f"Fonts, unchanged; the licences in full are in {licences}:", "", *fonts, "",
        ]
    )  # fmt: skip


def _libraries(site: Path) -> Iterator[str]:
    for file in sorted(site.glob("*.dist-info/METADATA")):
        said = HeaderParser().parsestr(file.read_text(encoding="utf-8"))
        yield f"  {said['Name']} {said['Version']}: {_licence(said)}"


def _licence(said: Message) -> str:
    stated = [*said.get_all("License-Expression", ()), *said.get_all("License", ())]
    classes = [each for each in said.get_all("Classifier", ()) if each.startswith("License")]
    short = [" ".join(each.split()) for each in stated if len(each) < _LONG]
    return next(iter((*short, *(each.rpartition(" :: ")[2] for each in classes), _UNSAID)))
