"""The styles of a workbook: a cell's own style with another fill, and styles from another book."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

_COLOUR_SLOT = ("rgb", "theme", "indexed", "tint")
_AUTOMATIC = "64"


class StyleSheet:
    """Adds to `styles.xml`; what stands in it keeps its number."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._space = etree.QName(root).namespace or ""
        self._filled: dict[tuple[int, str], int] = {}

    def filled(self, style: int, colour: str) -> int:
        """The number of a style that differs from another one in its fill alone.

        The fill it had is kept as the background colour, which a solid fill does not show, so that
        `unfilled` can give it back.

        Args:
            style: Number of the style.
            colour: RRGGBB.
        """
        if (style, colour) not in self._filled:
            self._filled[style, colour] = self._with_fill(style, self._marking(style, colour))
        return self._filled[style, colour]

    def unfilled(self, style: int, colours: frozenset[str]) -> int:
        """The number of the style that `filled` was given, where it made this one."""
        fill = self._fill_of(style)
        pattern = None if fill is None else fill.find("{*}patternFill")
        shown = None if pattern is None else pattern.find("{*}fgColor")
        if pattern is None or shown is None or shown.get("rgb", "")[-6:] not in colours:
            return style
        before = pattern.find("{*}bgColor")
        key = (style, "")
        if key not in self._filled:
            self._filled[key] = self._with_fill(style, self._restored(before))
        return self._filled[key]

    def adopt(self, donor: etree._Element) -> int:
        """Add the cell styles of another book; gives the number that its first one has here."""
        first = len(self._list("cellXfs"))
        offsets = {}
        for key, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            own, others = self._list(name), donor.find(f"{{*}}{name}")
            offsets[key] = len(own)
            for each in others if others is not None else ():
                self._append(name, deepcopy(each))
        for each in donor.iterfind("{*}cellXfs/{*}xf"):
            copy = deepcopy(each)
            for key, offset in offsets.items():
                copy.set(key, str(int(copy.get(key, "0")) + offset))
                copy.set(f"apply{key[:-2].capitalize()}", "1")
            copy.set("xfId", "0")
            self._append("cellXfs", copy)
        return first

    # ------------------------------------------------------------ inside

    def _list(self, name: str) -> etree._Element:
        found = self._root.find(f"{{*}}{name}")
        if found is None:
            raise KeyError(name)
        return found

    def _append(self, name: str, entry: etree._Element) -> int:
        entries = self._list(name)
        entries.append(entry)
        entries.set("count", str(len(entries)))
        return len(entries) - 1

    def _style(self, style: int) -> etree._Element:
        styles = self._list("cellXfs")
        return styles[style if style < len(styles) else 0]

    def _fill_of(self, style: int) -> etree._Element | None:
        fills, number = self._list("fills"), int(self._style(style).get("fillId", "0"))
        return fills[number] if number < len(fills) else None

    def _with_fill(self, style: int, fill: etree._Element) -> int:
        copy = deepcopy(self._style(style))
        copy.set("fillId", str(self._append("fills", fill)))
        copy.set("applyFill", "1")
        return self._append("cellXfs", copy)

    def _marking(self, style: int, colour: str) -> etree._Element:
        fill = self._fill_of(style)
        before = (
            None if fill is None else fill.find("{*}patternFill[@patternType='solid']/{*}fgColor")
        )
        return self._solid({"rgb": f"FF{colour}"}, _colour(before))

    def _restored(self, before: etree._Element | None) -> etree._Element:
        colour = _colour(before)
        if colour == {"indexed": _AUTOMATIC}:
            fill = etree.Element(f"{{{self._space}}}fill")
            etree.SubElement(fill, f"{{{self._space}}}patternFill", patternType="none")
            return fill
        return self._solid(colour, {"indexed": _AUTOMATIC})

    def _solid(self, shown: dict[str, str], hidden: dict[str, str]) -> etree._Element:
        fill = etree.Element(f"{{{self._space}}}fill")
        pattern = etree.SubElement(fill, f"{{{self._space}}}patternFill", patternType="solid")
        etree.SubElement(pattern, f"{{{self._space}}}fgColor", shown)
        etree.SubElement(pattern, f"{{{self._space}}}bgColor", hidden)
        return fill


def _colour(element: etree._Element | None) -> dict[str, str]:
    """What says a colour; the automatic one where nothing does."""
    if element is None:
        return {"indexed": _AUTOMATIC}
    found = {key: str(element.get(key)) for key in _COLOUR_SLOT if element.get(key)}
    return found or {"indexed": _AUTOMATIC}
