"""Places of the symbols on a page: far enough from the edges, off the type area, never both near one corner."""

from __future__ import annotations

from itertools import product

import pytest

from pipeline.papers.codeplaces import EDGE_MM, SIDE_MM, code_places, further_places

A4 = (210.0, 297.0)
SIZES = (A4, A4[::-1])
TYPE_AREAS = {A4: (28.0, 37.0, 184.0, 262.0), A4[::-1]: (37.0, 28.0, 262.0, 184.0)}
RULE_MM = (275.765, 277.0)
PAGES = list(product(SIZES, (1, 2), (False, True)))


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    left, right = max(one[0], other[0]), min(one[2], other[2])
    return left < right and max(one[1], other[1]) < min(one[3], other[3])


@pytest.mark.parametrize(("size", "number", "has_head"), PAGES)
def test_symbols_stand_far_from_the_edges(
    size: tuple[float, float], number: int, has_head: bool
) -> None:
    for pair in (code_places(*size, number, has_head=has_head), *further_places(*size, number)):
        for place in pair:
            assert EDGE_MM <= place.x <= size[0] - EDGE_MM - SIDE_MM
            assert EDGE_MM <= place.y <= size[1] - EDGE_MM - SIDE_MM


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", [1, 2])
def test_symbols_stand_outside_the_type_area(size: tuple[float, float], number: int) -> None:
    for place in code_places(*size, number):
        assert not overlap(place.with_quiet(), TYPE_AREAS[size])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", [1, 2])
def test_one_symbol_stands_at_the_middle_of_an_edge_and_the_other_at_the_opposite_one(
    size: tuple[float, float], number: int
) -> None:
    axis = 1 if size[0] > size[1] else 0
    first, second = code_places(*size, number)
    places = [(each.x, each.y) for each in (first, second)]
    assert places[0][axis] + SIDE_MM / 2 == size[axis] / 2
    assert places[0][1 - axis] == EDGE_MM
    assert places[1][1 - axis] == size[1 - axis] - EDGE_MM - SIDE_MM
    assert places[1][axis] in {EDGE_MM, size[axis] - EDGE_MM - SIDE_MM}


def test_the_lower_symbol_stands_across_from_the_page_number() -> None:
    odd, even = (code_places(*A4, number)[1] for number in (1, 2))
    assert odd.x == EDGE_MM  # its number stands at the right
    assert even.x == A4[0] - EDGE_MM - SIDE_MM


@pytest.mark.parametrize("number", [1, 2])
def test_below_a_head_symbols_stand_clear_of_the_name_and_of_the_rule_at_the_foot(
    number: int,
) -> None:
    upper, lower = code_places(*A4, number, has_head=True)
    assert upper.with_quiet()[1] > 30 + 15 + 4 + 1.235  # the name, the largest; the rule below it
    assert upper.with_quiet()[3] < 37 + 4 * 225 / 22  # the title begins four lines down
    assert lower.with_quiet()[3] <= RULE_MM[0]
    assert lower.with_quiet()[1] >= 262 - 225 / 22  # page 1 has a line less
