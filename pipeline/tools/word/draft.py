"""草稿 in large pale letters behind every page, whatever headers a template has."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.package import append_entry, parse_xml, xml_bytes
from pipeline.typefaces.table import HEI

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W, _R = f"{{{_WORD}}}", f"{{{_OFFICE}}}"
_KINDS = ("default", "even", "first")
_PART, _RELATION = "word/header-wuxiao.xml", "rIdWxDraft"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"

_MARK = f"""<w:r xmlns:w="{_WORD}" xmlns:v="urn:schemas-microsoft-com:vml" \
xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>\
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" \
path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>\
<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>\
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>\
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>\
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>\
</v:formulas><v:path textpathok="t" o:connecttype="custom" \
o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>\
<v:textpath on="t" fitshape="t"/></v:shapetype>\
<v:shape id="WuxiaoDraft{{kind}}" o:spid="_x0000_s{{number}}" type="#_x0000_t136" \
alt="草稿" style="position:absolute;margin-left:0;margin-top:0;width:360pt;height:180pt;\
rotation:328;z-index:-251658752;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;\
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#dcdcdc" stroked="f">\
<v:textpath style="font-family:&quot;{HEI.word}&quot;;font-size:1pt" string="草稿"/></v:shape>\
</w:pict></w:r>"""


def mark_as_draft(parts: dict[str, bytes]) -> None:
    """Put 草稿 into every header of the file; sections without a header get one."""
    for number, name in enumerate(sorted(parts), start=2100):
        if name.startswith("word/header") and name.endswith(".xml"):
            parts[name] = _with_mark(parts[name], number)
    empty = f'<w:hdr xmlns:w="{_WORD}"><w:p/></w:hdr>'.encode()
    parts[_PART] = _with_mark(empty, 2099)
    append_entry(
        parts, "[Content_Types].xml",
        f'<Override PartName="/{_PART}" ContentType="{_CONTENT_TYPE}"/>',
    )  # fmt: skip
    append_entry(
        parts, "word/_rels/document.xml.rels",
        f'<Relationship Id="{_RELATION}" Type="{_OFFICE}/header" Target="header-wuxiao.xml"/>',
    )  # fmt: skip
    _refer(parts)


def _with_mark(header: bytes, number: int) -> bytes:
    root = parse_xml(header)
    paragraph = root.find(f"{_W}p")
    if paragraph is None:
        paragraph = etree.SubElement(root, f"{_W}p")
    mark = _MARK.format(kind=number, number=number)
    paragraph.append(etree.fromstring(mark.encode()))
    return xml_bytes(root)


def _refer(parts: dict[str, bytes]) -> None:
    """Let the first section use our header wherever it has none; later ones inherit it."""
    root = parse_xml(parts["word/document.xml"])
    section = next(root.iter(f"{_W}sectPr"), None)
    if section is None:
        body = root.find(f"{_W}body")
        section = etree.SubElement(root if body is None else body, f"{_W}sectPr")
    have = {each.get(f"{_W}type") for each in section.findall(f"{_W}headerReference")}
    for kind in _KINDS:
        if kind not in have:
            reference = etree.Element(f"{_W}headerReference")
            reference.set(f"{_W}type", kind)
            reference.set(f"{_R}id", _RELATION)
            section.insert(0, reference)
    parts["word/document.xml"] = xml_bytes(root)
