"""Papers of a register, as tests need them."""

from __future__ import annotations

from datetime import date

from pipeline.archive.models import Description, Kept, Number, Period, StoredVersion


def kept(item: int = 1, *, box: str = "1", period: Period = Period.TEN, **said: object) -> Kept:
    """A paper that is kept; `said` as of `Description`."""
    values: dict[str, object] = {
        "path": f"pdf/P{item:02}-尉迟晨-提名书.pdf",
        "document": "nomination_form",
        "archive_class": "提名书",
        "title": "尉迟晨提名书",
        "person": "尉迟晨",
        "project": "曳引电梯制动力矩免砝码检测小装置",
        "unit": "苏岸市总工会",
        "activity": "jiangsu-wuxiao-2023",
        "dossier": "苏岸市总工会",
        "responsible": "苏岸市总工会",
        "dated": date(2023, 8, 20),
        "pages": 8,
        **said,
    }
    number = Number(fonds="Z109", year=2023, period=period, item=item)
    paper = Description(key=f"{item:020x}", number=number, **values)  # type: ignore[arg-type]
    stored = StoredVersion(object=f"paper:{paper.key}", version=1, sha256="0" * 64)
    return Kept(paper=paper, stored=stored, box=box, shelf="2号柜3层")
