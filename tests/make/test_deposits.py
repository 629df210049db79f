"""What goes into the register of paper, and what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dossier.models import Dossier, Unit
from pipeline.dossier.pictures import FilePlaces
from pipeline.errors import InputError
from pipeline.make.deposits import Filing, deposit_of
from pipeline.papers.manifest import Manifest
from pipeline.papers.outputs import Output
from pipeline.upload import Materials
from tests.render.cases import activity


def test_papers_of_a_unit_without_a_name_are_not_filed(tmp_path: Path) -> None:
    manifest = Manifest(
        dossier="材料", activity="a", program="1", input_digest="", draft=False, files=()
    )
    materials = Materials(
        output=Output(tmp_path, manifest),
        dossier=Dossier(unit=Unit()),
        activity=activity(),
        files=FilePlaces(tmp_path),
        papers=(),
        documents={},
        returns={},
        stale=frozenset(),
    )
    with pytest.raises(InputError, match=r"没有填提名单位.*补上后重新生成"):
        deposit_of(materials, tmp_path / "dossier.xlsx", Filing(), lambda wanted: ())
