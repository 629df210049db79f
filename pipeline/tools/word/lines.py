"""The lines of a value become paragraphs of the format of the one that it stands in."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from pipeline.tools.word.markup import LINE_END
from pipeline.tools.word.styles import Styles, W

_PARAGRAPH, _RUN, _PROPERTIES = f"{W}p", f"{W}r", f"{W}pPr"
_KIND = f"{W}type"
_ONLY_FIRST, _ONLY_LAST = (f"{W}pageBreakBefore", f"{W}framePr"), f"{W}sectPr"
_SHOWN = tuple(f"{W}{name}" for name in ("t", "drawing", "pict", "tab", "sym", "object"))


def part_lines(root: etree._Element, styles: Styles) -> bool:
    """Part the paragraphs in which values have line ends: returns whether there are any.

    In a justified paragraph a line break pulls the words of its line apart over the whole width, and
    what follows has no indent.  Empty lines go.  In a numbered paragraph, which would get a number for
    each line, and within a link or a content control, a line break stays a line break.
    """
    ends = [each for each in root.iter(f"{W}br") if each.get(_KIND) == LINE_END]
    for end in ends:
        run, paragraph = next(end.iterancestors(_RUN)), next(end.iterancestors(_PARAGRAPH))
        if run.getparent() is not paragraph or _is_numbered(paragraph, styles):
            del end.attrib[_KIND]
        elif _shows_on_both_sides(paragraph, end):
            _part(paragraph, run, end)
        else:
            run.remove(end)
    return bool(ends)


def _shows_on_both_sides(paragraph: etree._Element, end: etree._Element) -> bool:
    """Whether a paragraph shows something before a line end in it and something after."""
    nodes = list(paragraph.iter(f"{W}br", *_SHOWN))
    place = nodes.index(end)
    return any(map(_shows, nodes[:place])) and any(map(_shows, nodes[place + 1 :]))


def _shows(node: etree._Element) -> bool:
    if node.tag == f"{W}t":
        return bool((node.text or "").strip())
    return node.get(_KIND) != LINE_END


def _is_numbered(paragraph: etree._Element, styles: Styles) -> bool:
    return any(
        each.find(f"{_PROPERTIES}/{W}numPr") is not None
        for each in styles.behind_paragraph(paragraph)
    )


def _part(paragraph: etree._Element, run: etree._Element, end: etree._Element) -> None:
    """Let what follows `end` stand in a paragraph of its own."""
    following, rest = etree.Element(_PARAGRAPH), etree.Element(_RUN)
    properties, look = paragraph.find(_PROPERTIES), run.find(f"{W}rPr")
    if properties is not None:
        following.append(deepcopy(properties))
        _drop(following[0], *_ONLY_FIRST)
        _drop(properties, _ONLY_LAST)
    if look is not None:
        rest.append(deepcopy(look))
    rest.extend(list(end.itersiblings()))
    following.append(rest)
    following.extend(list(run.itersiblings()))
    run.remove(end)
    paragraph.addnext(following)


def _drop(holder: etree._Element, *tags: str) -> None:
    for tag in tags:
        for each in holder.findall(tag):
            holder.remove(each)
