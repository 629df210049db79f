"""Which fonts LibreOffice takes for those that a Word file asks for: settings of fontconfig.

Offices have fonts that this computer may lack: left to itself, LibreOffice takes a Japanese sans serif
for 仿宋.  Fontconfig is what it asks on Linux and BSD.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.tools.fonttools import characters_of
from pipeline.typefaces.installed import find_font
from pipeline.typefaces.table import (
    BIAOSONG,
    FANDOL_SONG_BOLD,
    LAST_RESORT,
    RARE,
    STAND_INS,
)

VARIABLE = "FONTCONFIG_FILE"
"""Environment variable that names the settings that fontconfig reads."""

SETTINGS = "fonts.conf"
"""Their file name."""

# The bold cut claims the weight of the regular one, so that nothing finds it: a copy of its file is
# read under a name of its own.
_TITLE_FONT, _TITLE_FILE = FANDOL_SONG_BOLD.alias, FANDOL_SONG_BOLD.cut
_TITLE = (
    f'<match target="scan"><test name="postscriptname"><string>{_TITLE_FILE}</string></test>'
    f'<edit name="family" mode="assign"><string>{_TITLE_FONT}</string></edit>'
    '<edit name="weight" mode="assign"><const>bold</const></edit></match>'
)

_BOLD_ONES = BIAOSONG.names
_TITLES = BIAOSONG.office_chain[1:]
_ROUND = tuple(font.family for font in RARE)

_KNOWN = frozenset(name for names, _ in STAND_INS for name in names)
_TITLE_NAME = "{} Title"
"""The name by which the bold cut of a font is asked for, for titles."""

_CHOICE_SECONDS = 60.0
_FACE = 0xFFFF
"""What of a font's number in its file is not that of a variant."""

# Where a font lacks characters of a line, LibreOffice asks for the font that has most of them, by the
# name it asked for last.  An answer of that very name ends its search, and what that font lacks is
# lost: it happens when some of the characters are known from an earlier line (7.4, `uselessmatch`).
# So whoever asks on behalf of a font below (a set of characters comes along) is sent to the next one of
# _ROUND, round and round; LibreOffice stops when nothing is missing, or after 16 fonts.  What it found
# it remembers by weight: so these fonts say the weight that was asked for.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<cachedir>{folder}/font-cache</cachedir>
<dir>{folder}</dir>
{title}
<include ignore_missing="yes">{system}</include>
{matches}
</fontconfig>
"""
_MATCH = (
    '<match target="pattern"><test name="family" compare="eq"><string>{family}</string></test>'
    '<edit name="family" mode="append" binding="strong">{others}</edit>{weight}</match>'
)
_BOLD = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
_WEIGHT = (
    '<match target="font"><test name="family"><string>{family}</string></test>'
    '<edit name="weight" mode="assign"><name target="pattern">weight</name></edit></match>'
)
_NEXT = (
    '<match target="pattern"><test name="family" qual="first"><string>{family}</string></test>'
    '<test name="charset" compare="not_eq"><charset><int>0</int></charset></test>'
    '<edit name="family" mode="assign_replace" binding="strong">{others}</edit>'
    '<edit name="charset" mode="delete_all"/></match>'
)


class Choice:
    """Which font is to draw a character that the font of its text may lack.

    LibreOffice looks for one itself, by all that a text lacks at once, remembers what it found, and loses
    characters on the way (7.4 some of a run, 25.2 one here and there, by what it drew before).  A character
    that asks for a font that has it needs no search.
    """

    def __init__(self, settings: Path) -> None:
        """Choose by these settings of fontconfig, as `set_up_fonts` makes them."""
        self._settings = settings
        self._tool = shutil.which("fc-match") if sys.platform != "win32" else None
        self._found: dict[str, list[tuple[str, str, int]]] = {}

    def font(self, character: str, asked: str) -> str:
        """The font to ask for, for a character in a font that has stand-ins; "" leaves it as it is."""
        fonts = self._fonts(asked) if asked in _KNOWN else []
        own = fonts[0][0] if fonts else ""
        found = next((name for name, *file in fonts if character in characters_of(*file)), own)
        if found == own:
            return ""
        return _TITLE_NAME.format(found) if asked.startswith(_BOLD_ONES) else found

    def _fonts(self, asked: str) -> list[tuple[str, str, int]]:
        """Family, file and number of the fonts for a name, best first."""
        if asked not in self._found:
            self._found[asked] = self._sorted(asked) if self._tool else []
        return self._found[asked]

    def _sorted(self, asked: str) -> list[tuple[str, str, int]]:
        try:
            said = subprocess.run(
                [
                    self._tool or "",
                    "--sort",
                    "--format",
                    "%{family[0]}\t%{file}\t%{index}\n",
                    asked,
                ],
                env={**os.environ, VARIABLE: str(self._settings)},
                capture_output=True,
                check=True,
                timeout=_CHOICE_SECONDS,
            ).stdout.decode("utf-8", errors="replace")
        except (OSError, subprocess.SubprocessError):
            return []
        lines = (line.split("\t") for line in said.splitlines())
        return [(family, file, int(number) & _FACE) for family, file, number in lines]


def set_up_fonts(folder: Path) -> Path:
    """Settings of fontconfig (fonts.conf): those of this computer, and our stand-ins.

    Args:
        folder: New folder for the settings, and for what they need beside them.

    Returns:
        The file; `VARIABLE` makes fontconfig read it.
    """
    folder.mkdir()
    title = find_font(f"{_TITLE_FILE}.otf") if sys.platform != "win32" else None
    if title:
        shutil.copyfile(title, folder / title.name)
    system = os.environ.get(VARIABLE, "/etc/fonts/fonts.conf")
    settings = folder / SETTINGS
    settings.write_text(_settings(system, folder), encoding="utf-8")
    return settings


def _settings(system: str, folder: Path) -> str:
    matches = []
    for families, stand_ins in STAND_INS:
        others = _strings((*stand_ins, *LAST_RESORT))
        for name in families:
            weight = _BOLD if name.startswith(_BOLD_ONES) else ""
            matches.append(_MATCH.format(family=name, others=others, weight=weight))
    for name in dict.fromkeys((*_TITLES, *LAST_RESORT)):
        title, same = _TITLE_NAME.format(name), _strings((name,))
        matches.append(_MATCH.format(family=title, others=same, weight=_BOLD))
    matches += [_WEIGHT.format(family=name) for name in _ROUND]
    chain = dict.fromkeys((*LAST_RESORT, *(name for _, names in STAND_INS for name in names)))
    for name in chain:
        place = _ROUND.index(name) + 1 if name in _ROUND else 0
        others = _strings((*_ROUND[place:], *_ROUND[: max(0, place - 1)]))
        matches.append(_NEXT.format(family=name, others=others))
    return _FONTS.format(
        system=escape(system), folder=escape(str(folder)), title=_TITLE, matches="\n".join(matches)
    )


def _strings(names: Sequence[str]) -> str:
    return "".join(f"<string>{name}</string>" for name in names)
