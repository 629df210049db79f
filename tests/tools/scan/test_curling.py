"""Paper that does not lie flat: zones are looked for where they are, or a person is asked."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pipeline.tools.scan.curling import flattened
from pipeline.tools.scan.examined import State
from pipeline.tools.scan.geometry import Transform
from pipeline.tools.scan.marks import judged
from pipeline.tools.scan.printed import box_of
from pipeline.tools.scan.raw import page_of
from pipeline.tools.scan.sampling import Sampler
from tests.bench.scanning.papers import Sheet
from tests.bench.scanning.scanner import Taken
from tests.tools.scan.conftest import SEAL, SIGNATURE, Scan

MIDDLE = np.array([[SIGNATURE.x + SIGNATURE.width / 2, SIGNATURE.y + SIGNATURE.height / 2]])


@pytest.fixture
def taken(scan: Scan) -> Taken:
    return scan("A", dpi=150.0)


def _sampler(taken: Taken) -> Sampler:
    image = Image.open(io.BytesIO(taken.data))
    return Sampler(page_of(image, stored_px=image.size, dpi=150.0))


def _aside(taken: Taken, across_mm: float, down_mm: float) -> Transform:
    """Where paper would lie if this part of it did not lie so far aside."""
    plane = Transform.of(np.linalg.inv(taken.to_pixels))
    return Transform((1.0, 0.0, across_mm, 0.0, 1.0, down_mm, 0.0, 0.0, 1.0)).after(plane)


@pytest.mark.parametrize("aside_mm", [(0.0, 0.0), (1.6, -1.1)])
def test_a_part_that_lies_aside_is_found(
    aside_mm: tuple[float, float], taken: Taken, sheets: dict[str, Sheet]
) -> None:
    found = flattened(
        _sampler(taken), sheets["A"].page, _aside(taken, *aside_mm), box_of(SIGNATURE)
    )
    assert found is not None
    assert np.hypot(*(found(taken.places(MIDDLE)) - MIDDLE).T) < 0.15


def test_where_too_little_is_printed_it_cannot_be_told(
    taken: Taken, sheets: dict[str, Sheet]
) -> None:
    plane = _aside(taken, 0.0, 0.0)
    assert flattened(_sampler(taken), sheets["A"].page, plane, box_of(SEAL)) is None


def test_a_person_looks_at_a_zone_of_curled_paper_that_cannot_be_placed(
    taken: Taken, sheets: dict[str, Sheet]
) -> None:
    states = [
        judged(
            _sampler(taken), sheets["A"].page, _aside(taken, 0.0, 0.0),
            rms_mm=rms_mm, has_colour=True, pictures=False,
        ).zones
        for rms_mm in (0.05, 0.2)
    ]  # fmt: skip
    (flat_name, flat_seal), (name, seal) = states
    assert (flat_name.state, flat_seal.state) == (State.ABSENT, State.ABSENT)
    assert (name.state, seal.state) == (State.ABSENT, State.LOOK)
    assert "纸不平" in seal.reason
