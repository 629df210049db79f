"""Write the manual's page of rules: see `USAGE`."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.activity.model import load_activity
from pipeline.rules.manual import manual

USAGE = "python -m pipeline.rules data/activities/<活动> > docs/rules.zh.md\n"


def main(arguments: list[str]) -> int:
    """Print the page for an activity folder."""
    if len(arguments) != 1:
        sys.stderr.write(USAGE)
        return 2
    page = manual(load_activity(Path(arguments[0])))
    sys.stdout.buffer.write(page.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
