"""What files say of themselves, and what they claim."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.tools.xmp import Claims, xmp

NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "extension": "http://www.aiim.org/pdfa/ns/extension/",
}


def found(data: bytes, path: str) -> list[str]:
    texts = etree.fromstring(data).xpath(f"//{path}//text()", namespaces=NAMES)
    assert isinstance(texts, list)
    return [str(text) for text in texts]


@pytest.mark.parametrize("title", ["提名书 <甲> & “乙”", "一\x00二\x0b三\ufffe"])
def test_a_title_is_told_whole_but_for_what_xml_cannot_hold(title: str) -> None:
    data = xmp([("Title", title), ("Producer", "WeasyPrint 70.0")], Claims(True, True))
    wanted = "".join(each for each in title if each not in "\x00\x0b\ufffe")
    assert found(data, "dc:title") == [wanted]
    assert found(data, "pdf:Producer") == ["WeasyPrint 70.0"]


@pytest.mark.parametrize("lasting", [True, False])
@pytest.mark.parametrize("accessible", [True, False])
def test_only_what_is_true_is_claimed(lasting: bool, accessible: bool) -> None:
    data = xmp([("Title", "一")], Claims(lasting=lasting, accessible=accessible))
    assert found(data, "pdfaid:*") == ["2", "B"] * lasting
    assert found(data, "pdfuaid:part") == ["1"] * accessible
    assert bool(found(data, "extension:schemas")) == (lasting and accessible)


def test_no_moment_is_told() -> None:
    data = xmp([("Title", "一"), ("Author", "某某"), ("Subject", "二")], Claims(True, True))
    assert b"Date" not in data
