"""Starts the program from the folder that its package brought."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))

from pipeline.__main__ import main

main()
