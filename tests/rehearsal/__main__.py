"""The year to watch: `python -m tests.rehearsal KIND FOLDER` says each command and what it answers."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conftest import run_wuxiao
from tests.rehearsal.story import Year

if __name__ == "__main__":
    kind, folder = sys.argv[1:]
    Path(folder).mkdir(parents=True)
    Year(kind, Path(folder), run_wuxiao, print).live()
