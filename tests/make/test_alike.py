"""What two machines must have in common to make the same papers."""

from __future__ import annotations

from pathlib import Path

from pipeline import __version__
from pipeline.make.alike import alike
from pipeline.store import sha256_file
from pipeline.typefaces.installed import find_font


def test_program_libraries_and_every_font_that_is_drawn_with_count() -> None:
    own = alike()
    assert own["程序版本"] == __version__
    assert {"程序文件", "Python", "zlib", "Pango", "weasyprint", "pillow", "docxtpl"} <= own.keys()
    assert "pi-heif" not in own, "what a machine may have beside it does not count"
    font = find_font("FandolSong-Regular.otf")
    assert font
    said = own["字体FandolSong-Regular"]
    assert sha256_file(font)[:12] in said
    assert str(Path.home()) not in said, "a home folder is another one for each user"
