"""How high a row of a table is: Word adds the margins of its cells to the height that is set.

So does LibreOffice that knows `MinRowHeightInclBorder` (26.8 does, 25.2 not): a least height counts for what is in the
cells.  Earlier ones take the margins out of it, and rows stand lower there.
"""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.styles import Styles, W

_EXACT = "exact"


def raise_rows(root: etree._Element, styles: Styles) -> None:
    """Give rows the height as a LibreOffice counts it that takes the margins of cells out of it.

    Args:
        root: The text of a Word file.
        styles: Its styles.
    """
    for row in root.iter(f"{W}tr"):
        height = row.find(f"{W}trPr/{W}trHeight")
        value = "" if height is None else height.get(f"{W}val", "")
        if height is not None and value.isdigit():
            sides = ("bottom",) if height.get(f"{W}hRule") == _EXACT else ("top", "bottom")
            added = sum(_margin(row, side, styles) for side in sides)
            height.set(f"{W}val", str(int(value) + added))


def _margin(row: etree._Element, side: str, styles: Styles) -> int:
    """The largest margin of a row's cells at a side: their own, else the table's; twips."""
    table = next(row.iterancestors(f"{W}tbl"))
    whole = _first(
        [each.find(f"{W}tblPr/{W}tblCellMar/{W}{side}") for each in styles.behind_table(table)]
    )
    own = (cell.find(f"{W}tcPr/{W}tcMar/{W}{side}") for cell in row.iter(f"{W}tc"))
    return max((whole if each is None else _twips(each) for each in own), default=0)


def _first(found: list[etree._Element | None]) -> int:
    return next((_twips(each) for each in found if each is not None), 0)


def _twips(margin: etree._Element) -> int:
    value = margin.get(f"{W}w", "")
    return int(value) if value.isdigit() else 0
