"""The tags of a Word template, `{{ … }}` and `{% … %}`: each in one piece, its place, and slips in them.

What a hand gets wrong is told in Chinese before Jinja sees it: Jinja speaks English, and of lines that no
Word file has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from lxml import etree

from pipeline.tools.word.places import Places, own_nodes, own_text, quoted, shortened
from pipeline.tools.word.styles import W

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_STATEMENT = re.compile(r"\{%(?:(?:tr|tc|p|r)\s+)?[-+]?\s*(\w+)\s*(.*?)\s*[-+]?%\}")
_IN_BETWEEN = frozenset(f"{W}{name}" for name in ("br", "cr", "tab", "noBreakHyphen", "softHyphen"))
_BEFORE = 10
"""Characters before a tag that a message quotes."""

_CLOSED = frozenset({"for", "if", "block", "macro", "call", "filter", "with", "autoescape", "raw"})
"""Statements that an `end…` closes; `set` only without a value."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in a template: where, what, and what to do."""

    place: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a template.

    Attributes:
        words: It itself.
        around: It, with the words before it in its paragraph.
        place: Where it stands.
        paragraph: Its paragraph.
    """

    words: str = ""
    around: str = ""
    place: str = ""
    paragraph: etree._Element | None = None

    @property
    def holder(self) -> etree._Element | None:
        """What holds its paragraph: a cell, the text."""
        return None if self.paragraph is None else self.paragraph.getparent()

    @property
    def is_placed(self) -> bool:
        """Whether it stands for the row, cell or paragraph around it: `{%tr … %}`."""
        return re.match(r"\{[{%](?:tr|tc|p|r)\s", self.words) is not None

    @property
    def statement(self) -> tuple[str, str]:
        """Its first word and the rest: `for`, `n in nominations`; "" where it is no statement."""
        found = _STATEMENT.fullmatch(self.words)
        return (found[1], found[2]) if found else ("", "")


def gather_tags(root: etree._Element, places: Places) -> tuple[list[Tag], list[Slip]]:
    """The tags of a part in their order, each put together in one run; and the slips.

    Word spreads what was typed at different times over several runs.
    """
    found: list[tuple[int, int, Tag]] = []
    slips: list[Slip] = []
    order = {node: number for number, node in enumerate(root.iter(f"{W}t"))}
    for paragraph in root.iter(f"{W}p"):
        text = "".join(own_text(paragraph))
        slips += _slips_of_paragraph(paragraph, text, places)
        if "{" not in text:
            continue
        place = places.of(paragraph)
        for node, start, words, before in _in_one_piece(paragraph):
            found.append((order[node], start, Tag(words, before + words, place, paragraph)))
    found.sort(key=lambda each: each[:2])
    tags = [tag for *_, tag in found]
    slips += [slip for tag in tags for slip in _slips_of_tag(tag)]
    return tags, slips or list(_unclosed(tags))


# ---------------------------------------------------------------- in one piece


def _in_one_piece(paragraph: etree._Element) -> Iterator[tuple[etree._Element, int, str, str]]:
    """Put each tag of a paragraph into the text element that it starts in.

    Gives of each that element, its start in it, its words, and those before it.
    """
    nodes = list(own_nodes(paragraph))
    texts = list(own_text(paragraph))
    edges = [0, *accumulate(map(len, texts))]
    kept = ["" for _ in texts]
    done = 0
    whole = "".join(texts)
    for match in _TAG.finditer(whole):
        _share(kept, edges, texts, done, match.start())
        first = _node_at(edges, match.start())
        last = _node_at(edges, match.end() - 1)
        words = _without_invisible(match[0])
        yield nodes[first], len(kept[first]), words, _before(whole[done : match.start()])
        kept[first] += words
        if last != first:
            _drop_between(paragraph, nodes[first], nodes[last])
        done = match.end()
    _share(kept, edges, texts, done, edges[-1])
    for node, text in zip(nodes, kept, strict=True):
        node.text = text


def _before(text: str) -> str:
    """The last words of a text."""
    return text if len(text) <= _BEFORE else f"…{text[-_BEFORE:]}"


def _share(
    kept: list[str], edges: Sequence[int], texts: Sequence[str], start: int, stop: int
) -> None:
    """Leave what stands between `start` and `stop` of the paragraph's text where it is."""
    for number, (first, end) in enumerate(pairwise(edges)):
        if first < stop and end > start:
            kept[number] += texts[number][max(0, start - first) : stop - first]


def _node_at(edges: Sequence[int], place: int) -> int:
    return next(number for number, end in enumerate(edges[1:]) if place < end)


def _drop_between(paragraph: etree._Element, first: etree._Element, last: etree._Element) -> None:
    """Drop line breaks and tabs in the middle of a tag."""
    nodes = list(paragraph.iter())
    for each in nodes[nodes.index(first) : nodes.index(last)]:
        parent = each.getparent()
        if each.tag in _IN_BETWEEN and parent is not None and parent.tag == f"{W}r":
            parent.remove(each)


def _without_invisible(words: str) -> str:
    return "".join(each for each in words if unicodedata.category(each) != "Cf")


# ---------------------------------------------------------------- slips of a paragraph

_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_FULL_WIDTH = re.compile(r"[{｛][{｛%％]|[}｝%％][}｝]")
_TORN = re.compile(r"\{\s+[{%]|[}%]\s+\}(?!\})")
_SINGLE = re.compile(
    r"(?<![{｛])[{｛]\s*([A-Za-z_]\w+(?:\s*[.．。]\s*\w+|\[\d+\])*)\s*[}｝](?![}｝])"
)
_MERGE = re.compile(r"\bMERGEFIELD\s+\"?([^\s\"\\}]+)", re.IGNORECASE)
_GUILLEMETS = re.compile(r"«\s*([^»]+?)\s*»")


def _slips_of_paragraph(paragraph: etree._Element, text: str, places: Places) -> Iterator[Slip]:
    for what, remedy in _found_in(paragraph, text):
        yield Slip(places.of(paragraph), what, remedy)
        return


def _found_in(paragraph: etree._Element, text: str) -> Iterator[tuple[str, str]]:
    if merged := _merge_field(paragraph, text):
        yield (
            f"有邮件合并域“{shortened(merged)}”，程序不填写它",
            "删去这个域，改写成占位符，如 {{ unit.name }}",
        )
    if not re.search("[{}｛｝]", text):
        return
    shown = quoted(paragraph)
    if any(set(mark) & set("｛｝％") for mark in _FULL_WIDTH.findall(text)):
        yield f"占位符用了全角花括号：{shown}", "改为半角 {{ }} 或 {% %}"
    if _TORN.search(text):
        yield f"占位符的两个括号之间有空格：{shown}", "去掉空格，写成 {{ }} 或 {% %}"
    if single := _SINGLE.search(_TAG.sub("", text)):
        yield (
            f"“{single[0]}”只有一层花括号，会照原样印出来",
            f"改为 {{{{ {_half_width(single[1])} }}}}",
        )
    if _are_unpaired(text):
        yield f"占位符的花括号没有配对：{shown}", "在同一段里写完整，如 {{ unit.name }}"


def _merge_field(paragraph: etree._Element, text: str) -> str:
    """The name of a mail-merge field of Word's in a paragraph; "" where there is none."""
    codes = "".join(node.text or "" for node in paragraph.iter(f"{W}instrText"))
    codes += "".join(node.get(f"{W}instr", "") for node in paragraph.iter(f"{W}fldSimple"))
    found = _MERGE.search(codes) or _GUILLEMETS.search(text) or _MERGE.search(text)
    return found[1] if found else ""


def _are_unpaired(text: str) -> bool:
    """Whether a tag does not start and end within the paragraph."""
    inside = ""
    for mark in _BRACES.findall(text):
        if inside and mark == {"{{": "}}", "{%": "%}", "{#": "#}"}[inside]:
            inside = ""
        elif not inside and mark[0] == "{":
            inside = mark
        elif (inside and mark[0] == "{" and inside != "{#") or (not inside and mark != "#}"):
            return True
    return bool(inside)


# ---------------------------------------------------------------- slips of a tag

_QUOTED = re.compile("\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’|[“”][^“”]*[“”]")
_LIKE = {
    "。": ".",
    "、": ",",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "【": "[",
    "】": "]",
    "·": ".",
}


def _half_width(text: str) -> str:
    """Text with what stands for ASCII in half width: `unit．name`, `unit。name`."""
    return "".join(_LIKE.get(each) or _plain(each) for each in text)


def _plain(character: str) -> str:
    is_wide = "\uff01" <= character <= "\uff5e"
    return unicodedata.normalize("NFKC", character) if is_wide else character


def _slips_of_tag(tag: Tag) -> Iterator[Slip]:
    if tag.words.startswith("{#"):
        return
    bare = _QUOTED.sub("", tag.words)
    wide = [each for each in bare if each in _LIKE or _plain(each) != each]
    if wide:
        marks = "、".join(f"“{each}”" for each in dict.fromkeys(wide))
        yield Slip(
            tag.place,
            f"占位符“{shortened(tag.words)}”里有全角字符{marks}",
            f"改为半角：{_half_width(tag.words)}",
        )


_PLACES = {"tr": (f"{W}tr", "行"), "tc": (f"{W}tc", "格"), "p": (f"{W}p", "段")}
_TAKES = re.compile(r"\{[{%](tr|tc|p)\s")


def lost_beside(tag: Tag) -> Iterator[Slip]:
    """What goes with a tag that stands for the row, cell or paragraph around it, `{%tr … %}`."""
    takes = _TAKES.match(tag.words)
    if takes is None or tag.paragraph is None:
        return
    name, said = _PLACES[takes[1]]
    place = next((each for each in _upward(tag.paragraph) if each.tag == name), None)
    words = "" if place is None else "".join(node.text or "" for node in place.iter(f"{W}t"))
    beside = words.replace(tag.words, "", 1).strip()
    if beside and place is not None:
        yield Slip(
            tag.place,
            f"“{tag.words}”要单独占一{said}，这一{said}里的“{shortened(beside)}”会丢",
            f"把它们移到别的{said}",
        )


def _upward(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()


def _unclosed(tags: Sequence[Tag]) -> Iterator[Slip]:
    """Tags without their ends, and ends without their beginnings."""
    for opened, closed in _pairs(tags):
        if closed is None:
            word = opened.statement[0]
            yield Slip(
                opened.place,
                f"“{opened.words}”没有结束标记",
                f"在它管到的内容之后补上 {{% end{word} %}}",
            )
        elif opened is closed:
            yield Slip(
                opened.place,
                f"“{opened.words}”前面没有与它配对的开始标记",
                "删去它，或补上开始标记",
            )


def _pairs(tags: Sequence[Tag]) -> Iterator[tuple[Tag, Tag | None]]:
    """Each opening tag with the tag that closes it, or None; an end without a beginning with itself."""
    waiting: list[Tag] = []
    for tag in tags:
        word, rest = tag.statement
        if waiting and waiting[-1].statement[0] == "raw" and word != "endraw":
            continue
        if word in _CLOSED or (word == "set" and "=" not in rest):
            waiting.append(tag)
        elif word.startswith("end") and word[3:] in _CLOSED | {"set"}:
            if not any(each.statement[0] == word[3:] for each in waiting):
                yield tag, tag
                continue
            while waiting[-1].statement[0] != word[3:]:
                yield waiting.pop(), None
            yield waiting.pop(), tag
    yield from ((tag, None) for tag in waiting)


def crossing(tags: Sequence[Tag]) -> Iterator[Slip]:
    """Loops and conditions that start in one cell, or in a paragraph of the text, and end in another.

    Word's content is torn there as soon as the loop runs twice or the condition does not hold.
    """
    for opened, closed in _pairs(tags):
        if closed is None or opened.is_placed or opened.holder is closed.holder:
            continue
        yield Slip(
            opened.place,
            f"“{opened.words}”到{closed.place}的“{closed.words}”才结束，跨了表格的格子",
            "整行重复或取舍的，写成 {%tr … %} 单独占一行；只管一格的，首尾写在同一格里",
        )
