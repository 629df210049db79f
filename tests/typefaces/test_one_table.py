"""No other module spells the name of a font: the table is the only place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.typefaces.table import (
    FREE_COLLECTION,
    FREE_FONTS,
    JOINED,
    SCREEN_SANS,
    TYPEFACES,
)
from tests.render.cases import ROOT

ALLOWED = {("pipeline/errors.py", "BabelStone Han")}
"""The message about a character that no font has; `errors` lies below the table."""

_PLAIN = {each.chinese for each in TYPEFACES}
"""Names of typefaces that are names of fonts as well: they may stand in a sentence."""

_COMMENTS = re.compile(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}", re.DOTALL)


def _names() -> set[str]:
    ours = {name for each in TYPEFACES for name in (*each.names, *each.in_files)}
    free = {name for font in FREE_FONTS for name in (font.family, font.cut, font.alias) if name}
    screen = {name for name in SCREEN_SANS if name != "sans-serif"}
    return (ours | free | screen | {JOINED, FREE_COLLECTION}) - _PLAIN


_SPELLED = re.compile(
    "|".join(sorted(map(re.escape, _names()), key=len, reverse=True)), re.IGNORECASE
)
_QUOTED = re.compile(rf"""(?:["']|&quot;)({"|".join(_PLAIN)})(?:["']|&quot;)""")


def strings(source: str) -> Iterator[str]:
    """The strings of a module that are no docstrings and no notes below a constant."""
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def spelled(text: str, suffix: str) -> set[str]:
    """The fonts that a source file names."""
    pieces = list(strings(text)) if suffix == ".py" else [_COMMENTS.sub("", text)]
    found = {hit for piece in pieces for hit in _SPELLED.findall(piece)}
    found |= {hit for piece in pieces for hit in _QUOTED.findall(piece)}
    return found | (_PLAIN & set(pieces))


def sources() -> list[Path]:
    """The program and the templates, but not the table's own room."""
    files = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "templates" / "_word").glob("*.py")]
    files += (path for kind in ("css", "html") for path in (ROOT / "templates").rglob(f"*.{kind}"))
    room = ROOT / "pipeline" / "typefaces"
    return sorted(path for path in files if not path.is_relative_to(room))


def test_no_other_module_or_template_spells_a_font() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in sources()
        for name in spelled(path.read_text(encoding="utf-8"), path.suffix)
    }
    assert found == ALLOWED


def test_the_search_covers_program_and_templates() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {
        "pipeline/tools/office/fontconfig.py", "templates/_word/styles.py",
        "templates/_shared/official.css", "templates/_shared/review.html",
    } <= names  # fmt: skip
    assert "pipeline/typefaces/table.py" not in names


@pytest.mark.parametrize(
    ("text", "suffix", "names"),
    [
        ("FANG = '仿宋_GB2312'", ".py", {"仿宋_GB2312"}),
        ("look = Look(font='黑体')", ".py", {"黑体"}),
        ("MARK = 'font-family:&quot;黑体&quot;'", ".py", {"黑体"}),
        ("text = f'{x}或Fandol字体'", ".py", {"Fandol"}),
        ("match = 'simsun'", ".py", {"simsun"}),
        ("p { font-family: SimHei }", ".css", {"SimHei"}),
        ('p { font-family: "宋体" }', ".css", {"宋体"}),
        ("why = '标题用黑体，正文用仿宋'", ".py", set()),
        ("'''Fandol has no 昉.'''\nSIZE = 1\n'''As FandolSong has it.'''  # SimSun", ".py", set()),
        ("/* 3号 仿宋; FandolSong */ p { color: red }", ".css", set()),
    ],
)
def test_names_are_found_in_code_and_passed_over_in_prose(
    text: str, suffix: str, names: set[str]
) -> None:
    assert spelled(text, suffix) == names
