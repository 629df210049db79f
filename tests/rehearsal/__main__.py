"""The year to watch: `python -m tests.rehearsal KIND FOLDER [MOST]` says each command and what it answers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pipeline.settings import REGISTER_VARIABLE
from tests.conftest import run_wuxiao
from tests.rehearsal.clerk import Clerk
from tests.rehearsal.story import live
from tests.rehearsal.world import World

if __name__ == "__main__":
    kind, name, *most = sys.argv[1:]
    folder = Path(name)
    folder.mkdir(parents=True)
    os.environ[REGISTER_VARIABLE] = str(folder / "别的登记簿")
    world = World(kind, folder, most=int(most[0]) if most else None)
    live(Clerk(world, run_wuxiao, print))
