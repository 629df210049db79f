"""The styles of a workbook: fills for conditions, and cell styles from another book."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from pipeline.tools.workbook.elements import add, find, find_or_add

_LISTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


class StyleSheet:
    """Adds to `styles.xml`; what stands in it keeps its number."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._fills: dict[str, int] = {}

    def fill(self, colour: str) -> int:
        """The number of a format that fills a cell where a condition holds.

        Args:
            colour: RRGGBB.
        """
        if colour not in self._fills:
            formats = find_or_add(self._root, "dxfs")
            pattern = add(add(add(formats, "dxf"), "fill"), "patternFill")
            add(pattern, "bgColor", rgb=f"FF{colour}")
            self._fills[colour] = _counted(formats) - 1
        return self._fills[colour]

    def adopt(self, donor: etree._Element) -> int:
        """Add the cell styles of another book; gives the number that its first one has here."""
        styles = find(self._root, "cellXfs")
        first = len(styles)
        offsets = {key: self._adopt_list(donor, name) for key, name in _LISTS.items()}
        for each in donor.iterfind("{*}cellXfs/{*}xf"):
            copy = deepcopy(each)
            copy.set("xfId", "0")
            for key, offset in offsets.items():
                copy.set(key, str(int(copy.get(key, "0")) + offset))
                copy.set(f"apply{key[:-2].capitalize()}", "1")
            styles.append(copy)
        _counted(styles)
        return first

    def _adopt_list(self, donor: etree._Element, name: str) -> int:
        own = find(self._root, name)
        first = len(own)
        own.extend(deepcopy(each) for each in find(donor, name))
        _counted(own)
        return first


def _counted(entries: etree._Element) -> int:
    """The length of a list, which it also says itself."""
    entries.set("count", str(len(entries)))
    return len(entries)
