"""Older office browsers stand on Chromium 78: style sheets, scripts and pages use nothing that came later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

WEB = ROOT / "templates" / "_web"
OLDEST = 78
"""The version of Chromium that the page is made for."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a later version brought.

    Attributes:
        since: The version of Chromium that first had it.
        pattern: Finds it.
        example: Something in which it is found.
    """

    since: int
    pattern: str
    example: str


STYLES = (
    Feature(79, r"\b(min|max|clamp)\(", "width: min(100%, 4em)"),
    Feature(80, r"overflow-wrap: ?anywhere", "overflow-wrap: anywhere"),
    Feature(81, r"(?<![-\w])color-scheme:", "color-scheme: light"),
    Feature(83, r"@supports selector", "@supports selector(a > b)"),
    Feature(84, r"(?<![-\w])(gap|row-gap|column-gap):", "a { gap: 4px; }"),  # in flex boxes
    Feature(84, r"(?<![-\w])appearance:", "appearance: none"),
    Feature(85, r"content-visibility|@property", "content-visibility: auto"),
    Feature(86, r":focus-visible|:autofill", "a:focus-visible"),
    Feature(87, r"(?<![-\w])inset(-\w+)*:", "inset: 0"),
    Feature(87, r"(?<![-\w])(margin|padding)-(inline|block):", "margin-inline: 4px"),
    Feature(87, r"text-underline-offset|text-decoration-thickness", "text-underline-offset: 2px"),
    Feature(88, r":(is|where)\(", "a:is(.b, .c)"),
    Feature(88, r":not\([^()]*,", "a:not(.b, .c)"),
    Feature(88, r"aspect-ratio:", "aspect-ratio: 4 / 3"),
    Feature(90, r"overflow(-\w)?: ?clip", "overflow: clip"),
    Feature(93, r"accent-color:", "accent-color: red"),
    Feature(94, r"scrollbar-gutter", "scrollbar-gutter: stable"),
    Feature(96, r"prefers-contrast", "@media (prefers-contrast: more)"),
    Feature(99, r"@layer", "@layer base;"),
    Feature(101, r"\bhwb\(", "hwb(0 0% 0%)"),
    Feature(102, r":modal\b", "dialog:modal"),
    Feature(104, r"(?<![-\w])(translate|rotate|scale):", "rotate: 3deg"),
    Feature(104, r"@media[^{]*[<>]", "@media (width <= 760px)"),
    Feature(105, r":has\(|@container", "a:has(b)"),
    Feature(106, r"\d(ic|cap|rlh|lh)\b", "height: 2lh"),
    Feature(108, r"\d[dsl]v[hw]\b", "height: 100dvh"),
    Feature(111, r"\b(ok)?(lab|lch)\(|color-mix\(", "oklch(0 0 0)"),
    Feature(112, r"(?m)^[^@{}]*\{[^{}]*\{|&", "a { b { } }"),  # rules within rules
    Feature(114, r"text-wrap:|\btext-wrap-style", "text-wrap: balance"),
    Feature(114, r":popover-open", "a:popover-open"),
    Feature(115, r"scroll-timeline|animation-timeline", "animation-timeline: scroll()"),
    Feature(119, r":user-(in)?valid", "input:user-invalid"),
    Feature(121, r"scrollbar-(width|color)", "scrollbar-width: thin"),
    Feature(123, r"light-dark\(", "light-dark(#fff, #000)"),
    Feature(123, r"field-sizing", "field-sizing: content"),
)

SCRIPTS = (
    Feature(80, r"\?\.(?!\d)", "a?.b"),
    Feature(80, r"\?\?", "a ?? b"),
    Feature(81, r"\.submitter\b", "event.submitter"),
    Feature(84, r"#\w+\(", "class A { #m() {} }"),
    Feature(84, r"\bWeakRef\b|FinalizationRegistry", "new WeakRef(a)"),
    Feature(85, r"(\|\||&&|\?\?)=", "a ||= b"),
    Feature(85, r"\.replaceAll\(|Promise\.any\(", "a.replaceAll(b, c)"),
    Feature(86, r"\.replaceChildren\(", "a.replaceChildren()"),
    Feature(88, r"[\"'`(,]\S*:(is|where)\(", 'all(":is(a, b)")'),
    Feature(89, r"(?m)^await\b", "await a()"),
    Feature(92, r"\.at\(", "a.at(-1)"),
    Feature(92, r"randomUUID", "crypto.randomUUID()"),
    Feature(93, r"Object\.hasOwn\b", "Object.hasOwn(a, b)"),
    Feature(94, r"\bstatic \{", "class A { static {} }"),
    Feature(97, r"\.findLast(Index)?\(", "a.findLast(b)"),
    Feature(98, r"structuredClone", "structuredClone(a)"),
    Feature(99, r"\.showPicker\(", "a.showPicker()"),
    Feature(102, r"\.inert\b", "a.inert = true"),
    Feature(103, r"AbortSignal\.(timeout|any)", "AbortSignal.timeout(9)"),
    Feature(105, r":has\(|checkVisibility", 'a.closest(":has(b)")'),
    Feature(110, r"\.to(Sorted|Reversed|Spliced)\(|\.with\(", "a.toSorted()"),
    Feature(112, r"new FormData\([^)]*,", "new FormData(form, button)"),
    Feature(112, r"/[gimsuy]*v[gimsuy]*[;,)]", "/a/v;"),
    Feature(114, r"Popover\(", "a.showPopover()"),
    Feature(117, r"Object\.groupBy|Map\.groupBy", "Object.groupBy(a, b)"),
    Feature(119, r"Promise\.withResolvers", "Promise.withResolvers()"),
    Feature(121, r"Array\.fromAsync", "Array.fromAsync(a)"),
    Feature(122, r"\.(union|intersection|difference|isSubsetOf)\(", "a.union(b)"),
    Feature(126, r"URL\.parse\(", "URL.parse(a)"),
)

MARKUP = (
    Feature(102, r"<[^>]*\sinert[\s>]", "<div inert>"),
    Feature(114, r"<[^>]*\spopover", "<div popover>"),
    Feature(118, r"<search\b", "<search>"),
    Feature(119, r"type=.?importmap|<script[^>]*type=.?module", '<script type="module">'),
)

BY_SUFFIX = {".css": STYLES, ".js": SCRIPTS, ".html": MARKUP}


def code_of(path: Path) -> str:
    """A file without its comments."""
    comments = {".html": r"\{#.*?#\}|<!--.*?-->"}.get(path.suffix, r"/\*.*?\*/|^\s*//[^\n]*$")
    text = path.read_text(encoding="utf-8")
    return re.sub(comments, "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", sorted(WEB.iterdir()), ids=lambda path: str(path.name))
def test_nothing_is_used_that_came_later(path: Path) -> None:
    code = code_of(path)
    found = [
        f"{match[0]!r} since {feature.since}"
        for feature in BY_SUFFIX[path.suffix]
        if (match := re.search(feature.pattern, code))
    ]
    assert not found, found


@pytest.mark.parametrize(
    "feature", [*STYLES, *SCRIPTS, *MARKUP], ids=lambda feature: str(feature.example)
)
def test_what_came_later_is_found(feature: Feature) -> None:
    assert feature.since > OLDEST
    assert re.search(feature.pattern, feature.example)
