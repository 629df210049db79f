"""What an Office file says of itself."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.opc import with_subject

CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>title</dc:title></cp:coreProperties>'
)


def test_a_subject_takes_the_place_of_the_one_before() -> None:
    core = with_subject(with_subject(CORE, "甲厂"), "乙厂")
    said = [(etree.QName(each).localname, each.text) for each in etree.fromstring(core)]
    assert said == [("title", "title"), ("subject", "乙厂")]
