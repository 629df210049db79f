"""`python -m data.samples._make [--clean] [DOSSIER]...`: draw the files of these sample dossiers, or all."""

import argparse
import shutil
import sys
from pathlib import Path

from data.samples._make.canvas import PictureError
from data.samples._make.pictures import write_pictures

SAMPLES = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run the command line; returns 0, or 1 with a message on stderr."""
    parser = argparse.ArgumentParser(description="Draw the pictures of sample dossiers.")
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="DOSSIER",
        default=sorted(path.parent for path in SAMPLES.glob("*/dossier.yaml")),
        help="folder with a dossier.yaml; every sample where none is named",
    )
    parser.add_argument(
        "--clean", action="store_true", help="empty the folder 附件 of each dossier first"
    )
    options = parser.parse_args()
    for folder in options.folders:
        if options.clean and (folder / "附件").is_dir():
            shutil.rmtree(folder / "附件")
        try:
            files, size = write_pictures(folder)
        except PictureError as error:
            print(f"{folder}: {error}", file=sys.stderr)
            return 1
        print(f"{folder}: {files} files, {size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
