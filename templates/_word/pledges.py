"""The employer's pledge: a sheet of its own, and section 六 of the nomination form."""

from __future__ import annotations

from templates._word.paper import Blank, HandDate, Paper
from templates._word.tables import Cell, Line, Table

_SIGN_PERCENT = 500  # 53 mm of five half-width underscores of 12 pt


def add_employer_pledge(paper: Paper) -> None:
    """The body, the signature, and a seal zone of 60 × 60 mm around the seal words."""
    paper.each("WxPledge", "wording.employer_pledge.body", keep="last")
    signature = Cell(
        width_mm=104,
        lines=(
            Line("WxSignHere", ["{{ wording.employer_pledge.signature }}", Blank(_SIGN_PERCENT)]),
        ),
        align="top",
    )
    seal = Cell(
        width_mm=52,
        lines=(
            Line("WxSealHere", "{{ wording.employer_pledge.seal }}"),
            Line("WxSealDay", HandDate(52)),
        ),
        align="top",
    )
    paper.element(Table(style="WxPlain").row(signature, seal, height_mm=58).element())
    paper.gap()
