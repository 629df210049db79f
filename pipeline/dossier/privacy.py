"""Personal data: ID numbers, telephones and mail addresses stand on the papers that need them only.

Whatever is said about a dossier goes through this filter on its way out: findings, messages,
reports, the manifest, names of files.  The papers themselves do not.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pipeline.dossier.encodings import readable
from pipeline.dossier.plain import UNSEEN

Value = TypeVar("Value")

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_PASSED_OVER = re.compile(f"{UNSEEN}|□")
"""What shows nothing, and what was made a box, part no number and no address."""

_GAP = r"[\s.·_()–—\-]{0,3}"
"""What people put between the digits of a number."""

_WHOLE_ID = re.compile(r"(?<![0-9A-Za-z])\d{14,17}[\dXx](?![0-9A-Za-z])")
_PARTED_ID = re.compile(rf"(?<![0-9A-Za-z])\d(?:{_GAP}\d){{13,16}}{_GAP}[\dXx](?![0-9A-Za-z])")
_ID_FORM = re.compile(r"\d{6}(?:18|19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]?")
"""18 characters, or 15 in the old form: region, date of birth, number (GB 11643)."""

_DOCUMENT = re.compile(
    r"(?<![0-9A-Za-z])(?!ZL|CN)(?:[A-Z]\d{8}|[A-Z]{2}\d{7}|[HM]\d{10}|[A-Z]{3}\d{12})(?![0-9A-Za-z]|\.[0-9Xx])"
)
"""Passports, travel permits of Hong Kong and Macao, foreigners' residence cards before December 2023."""

_MOBILE = re.compile(rf"(?<!\d)(?:\+?(?:00)?86{_GAP})?(1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d)")
_MOST_GAPS = 3
"""Digits of a mobile number stand in four groups at the most, or each by itself."""
_LANDLINE = re.compile(
    rf"(?<![\d.])(?<![0-9A-Za-z]-)(?:0\d{{2,3}}|\+?(?:00)?86{_GAP}\d{{2,3}}){_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"
)
_LOCAL = re.compile(r"(?<=电话|座机|手机|传真|号码)[^\d\n]{0,3}\d{3,4}[ -]?\d{4}(?!\d)")
"""A number without area code that says what it is."""
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+*-])[A-Za-z0-9._%+-]+(?=@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")

_FEWEST_DIGITS = 7
"""Of a number that is personal: a telephone number without area code."""


def scrub(message: str) -> str:
    """A message fit to be shown: no personal data in full, nothing that moves the cursor.

    Scrubbing twice is the same as scrubbing once.
    """
    if _is_harmless(message):
        return message
    message = _UNPRINTABLE.sub("□", readable(message))
    passed = {each.start() for each in _PASSED_OVER.finditer(message)}
    places = [place for place in range(len(message)) if place not in passed]
    narrow = "".join(message[place] for place in places).translate(_HALF_WIDTH)
    shown, seen = list(message), set[int]()
    for first, last in _numbers(narrow):
        start, end = places[first], places[last - 1] + 1
        if seen.isdisjoint(range(start, end)):
            shown[start:end] = mask(message[start:end])
            seen.update(range(start, end))
    for found in _MAIL.finditer(narrow):
        first = found.start() + (found.end() - found.start() > 1)
        for place in places[first : found.end()]:
            shown[place] = "*"
    return "".join(shown)


def _is_harmless(message: str) -> bool:
    """Whether it is seen at a glance that nothing is to be hidden: so in most texts, and a manifest has thousands."""
    if not message.isprintable() or "@" in message or "＠" in message:
        return False
    return sum(map(str.isdigit, message)) < _FEWEST_DIGITS


_OF_PERSONS = frozenset({"id_number", "mobile", "phone", "email"})
"""Keys of fields that hold personal data, whatever stands in them."""


def scrub_value(key: str, text: str) -> str:
    """The text of a field fit to be shown; a number that is mistyped is hidden like one that is right.

    Args:
        key: The field's.
        text: What stands in it.
    """
    return scrub(mask(text) if key in _OF_PERSONS else text)


def scrubbed(value: Value) -> Value:
    """A value with every text in it scrubbed: dataclasses, mappings and lists are gone through."""
    found: Any = value
    if type(found) is str:
        found = scrub(found)
    elif isinstance(found, tuple | list):
        found = type(found)(map(scrubbed, found))
    elif isinstance(found, Mapping):
        found = {key: scrubbed(each) for key, each in found.items()}
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        names = [each.name for each in dataclasses.fields(found)]
        found = dataclasses.replace(
            found, **{name: scrubbed(getattr(found, name)) for name in names}
        )
    return found  # type: ignore[no-any-return]


def mask(number: str) -> str:
    """A number with its middle hidden, what stands between its digits kept: `3299**********1234`."""
    places = [place for place, character in enumerate(number) if character.isalnum()]
    ends = 4 if len(places) >= 15 else 3 if len(places) >= 10 else 1
    hidden = set(places[ends:-ends] if len(places) > 2 * ends else places[1:] or places)
    return "".join("*" if place in hidden else each for place, each in enumerate(number))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where personal numbers start and end, in a text of half-width characters; ID numbers first."""
    yield from (found.span() for found in _WHOLE_ID.finditer(text))
    for found in _PARTED_ID.finditer(text):
        if _ID_FORM.fullmatch("".join(filter(str.isalnum, found[0]))):
            yield found.span()
    for found in _MOBILE.finditer(text):
        if len(re.findall(r"\D+", found[1])) in {*range(_MOST_GAPS + 1), 10}:
            yield found.span()
    for pattern in (_DOCUMENT, _LANDLINE, _LOCAL):
        yield from (found.span() for found in pattern.finditer(text))
