"""What was left on a page: signatures and seals in their zones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.papers.manifest import Zone
from pipeline.tools.scan import cutting
from pipeline.tools.scan.blobs import Blob, blobs_of, joined
from pipeline.tools.scan.changes import changes_of
from pipeline.tools.scan.curling import FLAT_RMS_MM, flattened
from pipeline.tools.scan.examined import Change, Ink, State, ZoneResult
from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.ink import DPI, InkMap, Mask, ink_map, pale_pen, shown
from pipeline.tools.scan.printed import PrintedPage, box_of, px_per_mm
from pipeline.tools.scan.sampling import Sampler

SEAL = "seal"

_SPECK_MM2 = 0.15
_AROUND_MM = {"signature": 10.0, SEAL: 16.0}
"""How far around its zone a mark may lie."""

# A signature.
_NOTHING_MM2 = 0.8
_SIGNED_MM2, _SIGNED_LENGTH_MM = 3.5, 28.0
_SIGNED_WIDTH_MM, _SIGNED_HEIGHT_MM = 8.0, 4.5
_TALLEST_MM = 4.6
"""Digits of a date are smaller; a name has a stroke or character that is larger."""
_THICKEST_MM = 1.5
"""Ink that is wider than any pen's: a stain, or a shadow."""
_FAINT_PEN = 0.30
_FINE_MM = 0.8
"""Pale strokes are thinner, or they are no strokes."""

# A seal.
_SEALED_MM2, _SEALED_MM = 70.0, 28.0
_HINT_MM2 = 12.0
_SEAL_REACH_MM = 24.0
"""A seal that is set at the edge of its zone covers so much around it."""
_GREY_OUTSIDE_MM2 = 8.0
_OWN_MM = 4.0
"""Ink that reaches so far beyond its zone may still belong to it."""
_LONGEST_TO_SHORTEST = 1.4
_LARGEST_SEAL_MM = 66.0
_MOST_FILLED = 0.62
_FAINT_RED = 0.17
_BLUSH_MM2 = 60.0
_MOST_OUTSIDE = 0.3

_GREY = "不是彩色扫描，分不清是签字还是印章"
_GREY_SEAL = "不是彩色扫描，看不出印章是不是红的；请用彩色（200 dpi以上）重新扫描，或拿原件看"
_FAINT_SIGNATURE = "字迹很淡，也可能是背面透过来的"
_FAINT_SEAL = "印迹很淡，也可能是背面透过来的"
_CURLED = "纸不平，这一处和打印件对不齐；请压平后重新扫描，或拿原件看"
_CUT_OFF = "这一处没有扫全；请重新扫描整页"


@dataclass(frozen=True, slots=True)
class Marks:
    """What was left on a page."""

    zones: tuple[ZoneResult, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: State
    reason: str
    ink: Ink


def judged(
    sampler: Sampler,
    page: PrintedPage,
    to_paper: Transform,
    *,
    rms_mm: float,
    has_colour: bool,
    pictures: bool,
) -> Marks:
    """Judge the zones of a page, and the print around them.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm.
        rms_mm: How well that fits.
        has_colour: Whether the scan is in colour.
        pictures: Whether evidence is wanted.
    """
    zones = []
    for index, zone in enumerate(page.zones):
        own: Transform | None = to_paper
        if rms_mm > FLAT_RMS_MM:
            own = flattened(sampler, page, to_paper, box_of(zone))
        found = _zone_result(
            sampler, page, own or to_paper, index, has_colour=has_colour, pictures=pictures
        )
        if own is None and found.state is not State.LOOK:
            found = replace(found, state=State.LOOK, reason=_CURLED)
        zones.append(found)
    changes = changes_of(sampler, page, to_paper, rms_mm=rms_mm, pictures=pictures)
    return Marks(tuple(zones), changes)


def _zone_result(
    sampler: Sampler,
    page: PrintedPage,
    to_paper: Transform,
    index: int,
    *,
    has_colour: bool,
    pictures: bool,
) -> ZoneResult:
    zone = page.zones[index]
    around = box_of(zone).grown(_AROUND_MM.get(zone.kind, 10.0))
    around = around.within(page.width_mm, page.height_mm)
    ink = ink_map(sampler, page, to_paper, around, has_colour=has_colour)
    if zone.kind == SEAL:
        verdict = _seal(ink, zone, has_colour=has_colour)
    else:
        near_seal = any(
            other.kind == SEAL and box_of(other).grown(_SEAL_REACH_MM).overlaps(box_of(zone))
            for other in page.zones
        )
        others = [box_of(other).grown(4.0) for other in page.zones if other is not zone]
        verdict = _signature(ink, zone, others, has_colour=has_colour, near_seal=near_seal)
    if not has_colour and sampler.page.is_rgb and _is_bare(verdict.ink):
        verdict = _Verdict(State.ABSENT, "", verdict.ink)  # white paper has no colours to be seen
    if verdict.state is State.ABSENT and not sampler.covers(to_paper, box_of(zone)):
        verdict = _Verdict(State.LOOK, _CUT_OFF, verdict.ink)
    return ZoneResult(
        kind=zone.kind,
        role=zone.role,
        index=index,
        state=verdict.state,
        reason=verdict.reason,
        ink=verdict.ink,
        evidence=cutting.evidence(sampler, page, to_paper, around, shown(ink))
        if pictures
        else None,
    )


def _is_bare(ink: Ink) -> bool:
    """Whether nothing is in a zone, nor near it."""
    return ink.dark_mm2 + ink.outside_mm2 < _NOTHING_MM2


# ---------------------------------------------------------------- signatures


def _signature(
    ink: InkMap, zone: Zone, others: Sequence[Box], *, has_colour: bool, near_seal: bool
) -> _Verdict:
    plain = _Strokes.of(ink, ink.pen, zone, others)
    state, reason = _signed(plain, has_colour=has_colour, near_seal=near_seal)
    if state is State.PRESENT or not has_colour:
        return _Verdict(state, reason, plain.found)
    pale = _Strokes.of(ink, pale_pen(ink), zone, others)
    if pale.length_mm >= _SIGNED_LENGTH_MM and not any(_doubts_of_signature(pale, is_pale=True)):
        return _Verdict(State.PRESENT, "", pale.found)
    if state is State.ABSENT and pale.found.dark_mm2 >= _SIGNED_MM2:
        return _Verdict(State.LOOK, _FAINT_SIGNATURE, pale.found)
    return _Verdict(state, reason, plain.found)


@dataclass(frozen=True, slots=True)
class _Strokes:
    """The ink of a signature's zone, by one reading of what is ink.

    Attributes:
        found: The figures.
        inside: The blobs that lie in the zone.
        length_mm: How long all strokes inside are together.
        strength: How dark the darker third of them is.
    """

    found: Ink
    inside: tuple[Blob, ...]
    length_mm: float
    strength: float

    @staticmethod
    def of(ink: InkMap, mask: Mask, zone: Zone, others: Sequence[Box]) -> _Strokes:
        """What a mask of ink shows around a zone; `others` are the places of other marks."""
        box = box_of(zone)
        blobs = blobs_of(mask, DPI, ink.corner, least_mm2=_SPECK_MM2)
        inside = [blob for blob in blobs if _share_within(blob, box, ink.corner) >= 0.3]
        outside = [
            blob
            for blob in blobs
            if blob not in inside and not any(other.overlaps(blob.box) for other in others)
        ]
        return _Strokes(
            found=_figures(ink, inside, outside),
            inside=tuple(inside),
            length_mm=_stroke_mm(ink, mask, inside),
            strength=_strength(ink, mask, inside),
        )


def _signed(strokes: _Strokes, *, has_colour: bool, near_seal: bool) -> tuple[State, str]:
    found = strokes.found
    if near_seal and not has_colour:
        return State.LOOK, _GREY
    if found.dark_mm2 < _NOTHING_MM2:
        return _unsigned(found)
    if not has_colour and found.outside_mm2 >= _GREY_OUTSIDE_MM2:
        return State.LOOK, _GREY
    doubt = next(_doubts_of_signature(strokes), "")
    return (State.LOOK, doubt) if doubt else (State.PRESENT, "")


def _doubts_of_signature(strokes: _Strokes, *, is_pale: bool = False) -> Iterator[str]:
    """Why ink in its zone may be no signature."""
    found = strokes.found
    tallest = max((blob.box.height for blob in strokes.inside), default=0.0)
    is_short = strokes.length_mm < _SIGNED_LENGTH_MM or found.width_mm < _SIGNED_WIDTH_MM
    if is_short or found.dark_mm2 < _SIGNED_MM2:
        yield "墨迹很少，像是勾、缩写或污点，不像完整的签名"
    if found.height_mm < _SIGNED_HEIGHT_MM or tallest < _TALLEST_MM:
        yield "字迹矮小，像是日期或一道横线，不像签名"
    if found.dark_mm2 > (_FINE_MM if is_pale else _THICKEST_MM) * strokes.length_mm:
        yield "不像笔迹，像污渍、阴影或涂改"
    if not is_pale and strokes.strength < _FAINT_PEN:
        yield _FAINT_SIGNATURE


def _unsigned(found: Ink) -> tuple[State, str]:
    if found.outside_mm2 >= _SIGNED_MM2:
        return State.LOOK, "签字处是空的，旁边有墨迹，可能签到了框外"
    if found.red_mm2 >= _HINT_MM2:
        return State.LOOK, "签字处只有红色印迹，没有笔迹；盖章不能代替签字的，请补签"
    return State.ABSENT, ""


def _figures(ink: InkMap, inside: Sequence[Blob], outside: Sequence[Blob]) -> Ink:
    pixel_mm2 = 1.0 / px_per_mm(DPI) ** 2
    around = joined(inside)
    return Ink(
        dark_mm2=sum(blob.area_mm2 for blob in inside),
        red_mm2=float(ink.red.sum()) * pixel_mm2,
        blue_mm2=float(ink.blue.sum()) * pixel_mm2,
        width_mm=around.width if around else 0.0,
        height_mm=around.height if around else 0.0,
        outside_mm2=sum(blob.area_mm2 for blob in outside),
    )


def _share_within(blob: Blob, box: Box, corner: tuple[float, float]) -> float:
    """How much of a blob lies in a box."""
    middles = (blob.cells[:, ::-1] + 0.5) * 0.5 + corner
    low, high = np.array([box.x, box.y]), np.array([box.x + box.width, box.y + box.height])
    return float(((middles >= low) & (middles <= high)).all(axis=1).mean())


def _stroke_mm(ink: InkMap, mask: Mask, blobs: Sequence[Blob]) -> float:
    """How long all strokes are together: half of their outline."""
    around = joined(blobs)
    if around is None:
        return 0.0
    pen = np.pad(mask[ink.within(around)], 1)
    inner = pen[1:-1, 1:-1]
    is_inside = pen[:-2, 1:-1] & pen[2:, 1:-1] & pen[1:-1, :-2] & pen[1:-1, 2:]
    return float((inner & ~is_inside).sum()) / 2 / px_per_mm(DPI)


def _strength(ink: InkMap, mask: Mask, blobs: Sequence[Blob]) -> float:
    """How dark the darker third of the pen's ink is."""
    around = joined(blobs)
    if around is None:
        return 0.0
    part = ink.within(around)
    values = ink.darkness[part][mask[part]]
    return float(np.percentile(values, 66)) if values.size else 0.0


# ---------------------------------------------------------------- seals


def _seal(ink: InkMap, zone: Zone, *, has_colour: bool) -> _Verdict:
    pixel_mm2 = 1.0 / px_per_mm(DPI) ** 2
    reds = [
        blob
        for blob in blobs_of(ink.red, DPI, ink.corner, least_mm2=_SPECK_MM2 * 2)
        if _share_within(blob, box_of(zone).grown(_OWN_MM), ink.corner) >= 0.3
    ]
    if not _has_shape(joined(reds)):
        reds = _largest(reds)
    around = joined(reds)
    part = ink.within(box_of(zone))
    area = sum(blob.area_mm2 for blob in reds)
    in_zone = float(ink.red[part].sum()) * pixel_mm2
    found = Ink(
        dark_mm2=float(ink.pen[part].sum()) * pixel_mm2,
        red_mm2=area,
        blue_mm2=float(ink.blue[part].sum()) * pixel_mm2,
        width_mm=around.width if around else 0.0,
        height_mm=around.height if around else 0.0,
        outside_mm2=max(0.0, area - in_zone) if has_colour else _pen_outside(ink, part),
    )
    if not has_colour:
        return _Verdict(State.LOOK, _GREY_SEAL, found)
    return _Verdict(*_sealed(ink, found), found)


def _pen_outside(ink: InkMap, part: tuple[slice, slice]) -> float:
    return float(ink.pen.sum() - ink.pen[part].sum()) / px_per_mm(DPI) ** 2


def _has_shape(around: Box | None) -> bool:
    """Whether ink reaches as far both ways as a seal does, and no further."""
    if around is None:
        return False
    short, long = sorted((around.width, around.height))
    return short >= _SEALED_MM and long <= min(_LARGEST_SEAL_MM, _LONGEST_TO_SHORTEST * short)


def _largest(reds: Sequence[Blob]) -> list[Blob]:
    """The largest of several red marks, with what lies within it: one seal beside another."""
    if not reds:
        return []
    ring = max(reds, key=lambda blob: blob.box.width * blob.box.height).box
    return [blob for blob in reds if blob.box.overlaps(ring)]


def _sealed(ink: InkMap, found: Ink) -> tuple[State, str]:
    if found.red_mm2 < _HINT_MM2:
        return _unsealed(ink, found)
    doubt = next(_doubts_of_seal(ink, found), "")
    return (State.LOOK, doubt) if doubt else (State.PRESENT, "")


def _doubts_of_seal(ink: InkMap, found: Ink) -> Iterator[str]:
    """Why red ink in its zone may be no seal."""
    short, long = sorted((found.width_mm, found.height_mm))
    if found.red_mm2 < _SEALED_MM2 or short < _SEALED_MM:
        yield "有红色印迹，但不完整、太小，或只是红笔写的"
    if long > _LARGEST_SEAL_MM or long > _LONGEST_TO_SHORTEST * short:
        yield "红色印迹的形状不像一枚公章，或不止一枚"
    if found.red_mm2 > _MOST_FILLED * found.width_mm * found.height_mm:
        yield "红色连成一片，不像印章"
    if found.outside_mm2 > _MOST_OUTSIDE * found.red_mm2:
        yield "印章有一部分盖在框外"
    if float(np.percentile(ink.redness[ink.red], 66)) < _FAINT_RED:
        yield _FAINT_SEAL


def _unsealed(ink: InkMap, found: Ink) -> tuple[State, str]:
    dark = [
        blob
        for blob in blobs_of(ink.pen, DPI, ink.corner, least_mm2=1.0)
        if min(blob.box.width, blob.box.height) >= 15.0
    ]
    if dark:
        return State.LOOK, "有印章样的痕迹，但不是红的：可能是复印件，或印泥颜色不对"
    if found.dark_mm2 >= _HINT_MM2:
        return State.LOOK, "没有红色印章，有别的墨迹：可能签字签到了这里"
    if float(ink.red.sum()) / px_per_mm(DPI) ** 2 >= _SEALED_MM2:
        return State.LOOK, "盖章处是空的，旁边有红色印迹，可能盖到了框外"
    if ink.blush_mm2 >= _BLUSH_MM2:
        return State.LOOK, _FAINT_SEAL
    return State.ABSENT, ""
