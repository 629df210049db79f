"""`python -m templates._word [FOLDER]`: build all Word templates into FOLDER (default: templates/)."""

import sys
from pathlib import Path

from templates._word.build import TEMPLATES, build_all

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES
    for path in build_all(target):
        print(path)
