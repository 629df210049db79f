"""What a PDF says of itself as XMP, in which it claims to be fit for what.

PDF/A-2b (ISO 19005-2) is a file that shows the same in thirty years, PDF/UA-1 (ISO 14289-1) one that can be read
aloud.  Nothing is said of when it was made: the same papers are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_ABOUT = '<rdf:Description rdf:about="" {}>{}</rdf:Description>'
_SCHEMAS: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
_ACCESSIBLE_TOLD = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{_SCHEMAS['pdfuaid']}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""PDF/A knows of no PDF/UA: a file that is both has to explain the entry (ISO 19005-2, 6.6.2.3)."""

_PLAIN = {"Producer": "pdf:Producer", "Keywords": "pdf:Keywords", "Creator": "xmp:CreatorTool"}
"""Names in XMP of what is a single text."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file is fit for.

    Attributes:
        lasting: It is PDF/A-2b.
        accessible: It is PDF/UA-1.
    """

    lasting: bool
    accessible: bool


def xmp(entries: Sequence[tuple[str, str]], claims: Claims) -> bytes:
    """What a file says of itself, by names such as `Title`, and claims to be; not packed, as archives like it."""
    described = (
        _ABOUT.format(f'xmlns:{schema}="{_SCHEMAS[schema]}"', body)
        for schema, body in _described(dict(entries), claims)
    )
    told = [_ACCESSIBLE_TOLD] if claims.accessible and claims.lasting else []
    return _XMP.format("\n".join((*described, *told))).encode()


def _described(said: dict[str, str], claims: Claims) -> Iterator[tuple[str, str]]:
    """Schemas, and the properties of each."""
    if claims.lasting:
        yield "pdfaid", "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
    if claims.accessible:
        yield "pdfuaid", "<pdfuaid:part>1</pdfuaid:part>"
    texts = {name: escape(_NO_XML.sub("", words)) for name, words in said.items() if words}
    if title := texts.get("Title"):
        yield "dc", f"<dc:title>{_default(title)}</dc:title>"
    if author := texts.get("Author"):
        yield "dc", f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
    if subject := texts.get("Subject"):
        yield "dc", f"<dc:description>{_default(subject)}</dc:description>"
    for name, entry in _PLAIN.items():
        if name in texts:
            yield entry.partition(":")[0], f"<{entry}>{texts[name]}</{entry}>"


def _default(words: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{words}</rdf:li></rdf:Alt>'
