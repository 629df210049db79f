"""Which fonts LibreOffice takes for those that a Word file asks for: settings of fontconfig.

Offices have fonts that this computer may lack: left to itself, LibreOffice takes a Japanese sans serif
for 仿宋.  Fontconfig is what it asks on Linux and BSD.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

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
_ROUND = tuple(font.family for font in RARE)

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
