"""Puts the pages of PDFs on sheets, as pictures, to look at them.

usage: look.py [PDF...]    without names: every output/*/pdf/*.pdf
"""

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

OUTPUT = Path(__file__).resolve().parent.parent / "output"
DPI = 60
COLUMNS = 4
ROWS = 2
GAP_PX = 8


def pages(pdf: Path) -> list[Image.Image]:
    """Every page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Up to COLUMNS × ROWS pages side by side on grey."""
    width_px = max(picture.width for picture in pictures) + GAP_PX
    height_px = max(picture.height for picture in pictures) + GAP_PX
    columns = min(COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    canvas = Image.new("RGB", (columns * width_px + GAP_PX, rows * height_px + GAP_PX), "#888")
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        canvas.paste(picture, (column * width_px + GAP_PX, row * height_px + GAP_PX))
    return canvas


def main() -> int:
    """Writes the sheets to output/look and prints their names."""
    pdfs = [Path(name) for name in sys.argv[1:]] or sorted(OUTPUT.glob("*/pdf/*.pdf"))
    if not pdfs:
        print("没有 PDF，请先运行 make demo (no PDF yet: run make demo)", file=sys.stderr)
        return 1
    target = OUTPUT / "look"
    target.mkdir(parents=True, exist_ok=True)
    for pdf in pdfs:
        pictures = pages(pdf)
        step = COLUMNS * ROWS
        for start in range(0, len(pictures), step):
            name = target / f"{pdf.stem}-{start // step + 1}.png"
            sheet(pictures[start : start + step]).save(name)
            print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
