"""Draws the reference pictures in tests/looks/ anew: `make references`.

Look at every one that changed before it is committed: it says what the page ought to look like.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.looks.pictures import FOLDER, PAGES, draw, encoded
from tests.render.test_pages import rendered


def main() -> None:
    """Write every reference; tell which of them changed."""
    for name, (document, page) in PAGES.items():
        path = FOLDER / f"{name}.png"
        data = encoded(draw(rendered(document, "full")[0].pdf, page))
        changed = not path.is_file() or path.read_bytes() != data
        path.write_bytes(data)
        print(f"{'changed, look at it' if changed else 'as before'}: {path}")


if __name__ == "__main__":
    main()
