"""Transforms, and how they are found from points."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pipeline.tools.scan.fitting import affine, agreement, homography, similarity
from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.sampling import warped
from pipeline.tools.scan.spreading import least_near, most_near

TILT = Transform((1.02, 0.05, 3.0, -0.04, 0.99, -2.0, 2e-4, -1e-4, 1.0))
RNG = np.random.default_rng(3)
POINTS = RNG.uniform(0, 200, (30, 2))


def test_a_transform_and_its_way_back_cancel() -> None:
    assert TILT.inverse(TILT(POINTS)) == pytest.approx(POINTS)
    assert TILT.after(TILT.inverse).numbers == pytest.approx(
        Transform.scaling(1.0).numbers, abs=1e-9
    )


def test_turns_are_clockwise_and_sizes_are_lengths() -> None:
    turned = Transform((0.0, -2.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 1.0))
    assert turned.turn_deg((5.0, 5.0)) == pytest.approx(90.0)
    assert turned.enlargement((5.0, 5.0)) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("fit", "truth"),
    [
        (similarity, Transform((0.9, -0.1, 4.0, 0.1, 0.9, -3.0, 0.0, 0.0, 1.0))),
        (affine, Transform((1.1, 0.02, 4.0, -0.03, 0.9, -3.0, 0.0, 0.0, 1.0))),
        (homography, TILT),
    ],
)
def test_a_fit_finds_the_transform(fit, truth: Transform) -> None:  # type: ignore[no-untyped-def]
    assert fit(POINTS, truth(POINTS))(POINTS) == pytest.approx(truth(POINTS), abs=1e-6)


def test_a_third_of_wrong_points_does_no_harm() -> None:
    wanted = TILT(POINTS) + RNG.normal(0, 0.02, POINTS.shape)
    wanted[:10] += RNG.uniform(3, 9, (10, 2))
    found = agreement(POINTS, wanted, tolerance=0.5)
    assert found is not None
    assert found.inliers.tolist() == [False] * 10 + [True] * 20
    assert np.abs(found.transform(POINTS) - TILT(POINTS)).max() < 0.1


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_points_agree_on_nothing(count: int) -> None:
    assert agreement(POINTS[:count], TILT(POINTS[:count]), tolerance=0.5) is None
    assert agreement(POINTS[:4], TILT(POINTS[:4]), tolerance=0.5) is not None


def test_points_that_go_each_their_own_way_agree_on_nothing() -> None:
    wanted = RNG.uniform(0, 200, POINTS.shape)
    assert agreement(POINTS, wanted, tolerance=0.01) is None


def test_halving_a_picture_moves_nothing_by_half_a_pixel() -> None:
    picture = np.zeros((80, 80), dtype=np.uint8)
    picture[20:40, 40:60] = 255
    half = Image.fromarray(picture).reduce(2)
    same = warped(half, Transform.scaling(2.0), (80, 80), outside=0)
    weights = same / same.sum()
    rows, columns = np.mgrid[0:80, 0:80] + 0.5
    assert ((weights * rows).sum(), (weights * columns).sum()) == pytest.approx(
        (30.0, 50.0), abs=0.01
    )


def test_boxes_grow_and_stay_on_the_page() -> None:
    box = Box(5.0, 5.0, 20.0, 10.0).grown(10.0)
    assert box == Box(-5.0, -5.0, 40.0, 30.0)
    assert box.within(30.0, 100.0) == Box(0.0, 0.0, 30.0, 25.0)
    assert box.overlaps(Box(34.0, 20.0, 5.0, 5.0))
    assert not box.overlaps(Box(35.0, 20.0, 5.0, 5.0))


def test_the_largest_and_smallest_nearby() -> None:
    values = np.zeros((7, 7), dtype=np.uint8)
    values[3, 3] = 9
    assert most_near(values, 2).sum() == 9 * 25
    assert (least_near(9 - values, 1) == 9 - most_near(values, 1)).all()
