"""What lies nearest to a value: where it stands, where it belongs, then what is around it."""

from __future__ import annotations

import pytest

from pipeline.dossier.findings import Source
from pipeline.dossier.places import Homes


def cell(name: str, sheet: str = "项目") -> Source:
    return Source("dossier.xlsx", sheet=sheet, cell=name)


SOURCES = {
    "nominations[0]": cell("A7"),
    "nominations[0].id": cell("B7"),
    "nominations[0].title": cell("D7"),
    "nominations[0].patent_numbers[0]": cell("E7"),
    "nominations[1]": cell("A12"),
    "nominations[1].contributors[0]": cell("A30", "其他完成人"),
    "nominations[1].contributors[0].name": cell("B30", "其他完成人"),
    "nominations[2]": Source("dossier.yaml", line=40),
}
HOMES = Homes(
    places={
        "": cell("B4", "提名单位"),
        "unit": cell("B5", "提名单位"),
        "unit.contact.phone": cell("B9", "提名单位"),
        "nominations": cell("A13"),
        "nominations[0].contributors": cell("A31", "其他完成人"),
        "nominations[0].evidence.portraits": Source("附件/P01"),
        "nominations[2].lead": Source("dossier.yaml", line=44),
    },
    columns={
        "项目": {"id": "B", "title": "D", "lead": "H", "lead.name": "H", "lead.mobile": "AB"},
        "其他完成人": {"name": "B", "duty": "F"},
    },
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        # It stands somewhere.
        ("nominations[0].title", "项目!D7"),
        ("nominations[1].contributors[0].name", "其他完成人!B30"),
        # It is missing: a row of a table.
        ("nominations[0].lead.mobile", "项目!AB7"),
        ("nominations[1].lead.mobile", "项目!AB12"),
        ("nominations[1].title", "项目!D12"),
        ("nominations[1].contributors[0].duty", "其他完成人!F30"),
        ("nominations[1].id", "项目!B12"),
        # A form, a list, a folder, a line.
        ("unit.contact.phone", "提名单位!B9"),
        ("nominations", "项目!A13"),
        ("nominations[0].contributors", "其他完成人!A31"),
        ("nominations[0].evidence.portraits", "附件/P01"),
        ("nominations[2].lead.name", "dossier.yaml 第44行"),
        ("nominations[2].title", "dossier.yaml 第40行"),
        # There is no place for it: the nearest thing.
        ("nominations[0].lead.title", "项目!H7"),
        ("nominations[0].patent_numbers[3]", "项目!E7"),
        ("nominations[0].remark", "项目!B7"),
        ("nominations[0]", "项目!B7"),
        ("nominations[1].contributors", "其他完成人!A30"),
        ("nominations[0].contributors[2].name", "其他完成人!A31"),
        ("nominations[8].title", "项目!A13"),
        ("unit.contact.wechat", "提名单位!B5"),
        ("filing.full_name", "提名单位!B4"),
        ("", "提名单位!B4"),
    ],
)
def test_nearest_place(path: str, expected: str) -> None:
    assert str(next(HOMES.around(path, SOURCES))) == expected


def test_places_go_outwards() -> None:
    places = HOMES.around("nominations[0].lead.mobile", SOURCES)
    found = list(dict.fromkeys(map(str, places)))
    assert found == ["项目!AB7", "项目!H7", "项目!B7", "项目!A7", "项目!A13", "提名单位!B4"]


def test_nothing_is_known_of_an_empty_dossier() -> None:
    assert list(Homes().around("nominations[0].title", {})) == []
