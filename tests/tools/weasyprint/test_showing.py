"""What a page shows: the same wherever it stands, another as soon as it looks otherwise."""

from __future__ import annotations

from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.showing import shown
from tests.tools.weasyprint.test_drawing import laid_out

NEXT = "<p style='break-before: page'>"


GRADIENT = "<div style='height: 20px; background: linear-gradient(red, white)'></div>"
UNNUMBERED = """@page :right { @bottom-right { content: none } }
@page :left { @bottom-left { content: none } }"""


def pages(body: str, style: str = "") -> list[bytes]:
    return [shown(page) for page in draw(laid_out(body, style=UNNUMBERED + style)).pages]


def test_a_page_shows_the_same_whatever_pages_stand_beside_it() -> None:
    alone = pages("<p>乙，及其照片<img src='photo:a.jpg' alt='图'></p>")
    among = pages(f"<p>甲㎡</p>{NEXT}乙，及其照片<img src='photo:a.jpg' alt='图'></p>{NEXT}丙</p>")
    assert alone == among[1:2]


def test_structure_links_and_bookmarks_are_not_on_paper() -> None:
    assert pages("<p>乙</p>") == pages("<div id='a'><div>乙</div></div>")
    plain = pages("<p><a>乙</a></p>", style="a { color: black; text-decoration: none }")
    linked = pages(
        "<p><a href='https://example.com'>乙</a></p>",
        style="a { color: black; text-decoration: none }",
    )
    assert plain == linked


def test_a_page_that_looks_otherwise_shows_something_else() -> None:
    looks = {
        "words": "<p>甲</p>",
        "order": "<p>乙甲</p>",
        "place": "<p style='margin-top: 1px'>乙</p>",
        "colour": "<p style='color: red'>乙</p>",
        "alpha": "<p style='opacity: .5'>乙</p>",
        "picture": "<p>乙<img src='photo:a.jpg' alt='图'></p>",
        "another": "<p>乙<img src='photo:c.png' alt='图' style='width: 60px; height: 40px'></p>",
        "gradient": f"<p>乙</p>{GRADIENT}",
        "another gradient": f"<p>乙</p>{GRADIENT.replace('red', 'blue')}",
        "as it was": "<p>乙</p>",
    }
    found = {name: pages(body)[0] for name, body in looks.items()}
    assert len(set(found.values())) == len(looks)


def test_a_picture_counts_by_what_is_in_it() -> None:
    size = "style='width: 20px; height: 20px'"
    one, other = (
        pages(f"<p><img src='photo:{name}' alt='图' {size}></p>") for name in ("b.png", "d.png")
    )
    assert one != other
