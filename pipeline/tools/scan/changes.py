"""Print that a hand seems to have changed: words struck out, digits mended, lines erased."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pipeline.tools.scan import cutting
from pipeline.tools.scan.blobs import Blob, blobs_of
from pipeline.tools.scan.codes import places_of
from pipeline.tools.scan.curling import FLAT_RMS_MM
from pipeline.tools.scan.examined import Change
from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.patches import FINE_DPI
from pipeline.tools.scan.printed import PrintedPage, box_of, printed_at, px_per_mm
from pipeline.tools.scan.sampling import Sampler
from pipeline.tools.scan.spreading import most_near

Real = NDArray[np.float32]
Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]
Sums = NDArray[np.uint16]

_AROUND_MM = {"seal": 18.0, "signature": 10.0}
_CODE_MM = 2.5
_EDGE_MM = 8.0
_MORE = 0.10, 0.30
"""Ink in a square beyond that of the print: so much, and such a share of the print for what makes it bolder."""
_FULL = 25 * 255
"""A square that is all ink."""
_PRINTED, _LEFT = 0.10, 0.45
"""A square with so much print, of which no more than such a share is left."""
_STROKE, _LEAST_STROKES_MM2 = 0.35, 0.3
"""Ink beside print is so much darker than paper, and there is so much of it: a stain is paler."""
_ADDED_REASON = "印好的字上有笔迹：可能划掉或改动过"
_GONE_REASON = "印好的字不见了：可能涂掉、刮掉或盖住了"
_LEAST_ADDED_MM2, _LEAST_GONE_MM2 = 1.2, 2.5
_LEAST_LENGTH_MM = 2.0
_GAP_MM = 1.5
"""A stroke through words shows between them only."""
_NEAR_SHARE, _NEAR_PX = 0.55, 5
"""Ink that changes print lies in it or across it; what is written into a blank stands apart."""
_SEAL_REACH_MM, _SEAL_RED = 40.0, 20
_PRINT_ABOVE, _BLUR_PX = 40, 3
"""Print, and how far a scan spreads it."""
_BLACKNESS = (0.35, 1.6)
"""How dark print may be on a scan, as a share of the paper around it."""
_MOST = 12
_PAPER_PX = 3
_BLOCK_PX, _PICTURE_BLOCKS = 8, 2
"""Pictures are told by squares of 2 mm that are mostly grey, or nowhere white as letters leave them; nothing is
looked for within 4 mm of them."""
_HALFTONE, _MOSTLY = (60, 215), 0.63
_TINT, _ALL_OVER = 5, 0.97


def changes_of(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, *, rms_mm: float, pictures: bool
) -> tuple[Change, ...]:
    """The places outside the zones where what is printed was changed.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm.
        rms_mm: How well that fits.
        pictures: Whether evidence is wanted.
    """
    reach_px = 1 if rms_mm <= FLAT_RMS_MM else 2
    printed = printed_at(page, FINE_DPI)
    height, width = printed.shape
    factor = px_per_mm(FINE_DPI)
    whole = Box(0.0, 0.0, width / factor, height / factor)
    seen = sampler.grey_at(to_paper, whole, FINE_DPI)
    dark_print = np.asarray(255 - printed, dtype=np.uint8)
    dark_seen = _darkness(seen, dark_print)
    looked_at = _looked_at(page, dark_print, factor)
    seen_squares, print_squares = _by_square(dark_seen), _by_square(dark_print)
    added = _added(seen_squares, print_squares, reach_px) & looked_at
    gone = _gone(seen_squares, print_squares, reach_px) & looked_at
    if gone.any():
        gone &= _covered(sampler, to_paper, whole)
    strokes = added
    if added.any():
        darker = dark_seen.astype(np.int16) - most_near(dark_print, reach_px)
        strokes = added & (darker > _STROKE * 255)
    found = [
        _change(sampler, page, to_paper, blob, _ADDED_REASON, pictures=pictures)
        for blob in _blobs(added, _LEAST_ADDED_MM2)
        if _crosses_print(blob, strokes, dark_print, factor)
        and not _is_seal(sampler, page, to_paper, blob)
    ]
    found += [
        _change(sampler, page, to_paper, blob, _GONE_REASON, pictures=pictures)
        for blob in _blobs(gone, _LEAST_GONE_MM2)
    ]
    return tuple(found[:_MOST])


def _change(
    sampler: Sampler,
    page: PrintedPage,
    to_paper: Transform,
    blob: Blob,
    reason: str,
    *,
    pictures: bool,
) -> Change:
    around = blob.box.grown(6.0).within(page.width_mm, page.height_mm)
    shown = None
    if pictures:
        seen = sampler.grey_at(to_paper, around, FINE_DPI)
        shown = cutting.evidence(sampler, page, to_paper, around, np.asarray(seen))
    return Change(box=blob.box, reason=reason, ink_mm2=blob.area_mm2, evidence=shown)


def _blobs(mask: Mask, least_mm2: float) -> list[Blob]:
    return [
        blob
        for blob in blobs_of(mask, FINE_DPI, (0.0, 0.0), least_mm2=least_mm2, gap_mm=_GAP_MM)
        if blob.length_mm >= _LEAST_LENGTH_MM
    ]


def _crosses_print(blob: Blob, ink: Mask, dark_print: Grey, factor: float) -> bool:
    """Whether a blob holds strokes, and most of them lie in print or close to it."""
    x0, y0 = int(blob.box.x * factor), int(blob.box.y * factor)
    x1 = int((blob.box.x + blob.box.width) * factor) + 1
    y1 = int((blob.box.y + blob.box.height) * factor) + 1
    top, left = max(0, y0 - _NEAR_PX), max(0, x0 - _NEAR_PX)
    near = most_near(dark_print[top : y1 + _NEAR_PX, left : x1 + _NEAR_PX], _NEAR_PX) > 110
    part = ink[y0:y1, x0:x1]
    close = near[y0 - top :, x0 - left :][: part.shape[0], : part.shape[1]]
    inside, both = int(part.sum()), int((part & close).sum())
    return inside / factor**2 >= _LEAST_STROKES_MM2 and both >= _NEAR_SHARE * inside


def _is_seal(sampler: Sampler, page: PrintedPage, to_paper: Transform, blob: Blob) -> bool:
    """Whether it is the red of a seal that reaches beyond its zone."""
    if not any(box_of(zone).grown(_SEAL_REACH_MM).overlaps(blob.box) for zone in page.zones):
        return False
    seen = sampler.colour_at(to_paper, blob.box, FINE_DPI).astype(np.int16)
    darkest = seen.min(axis=2) <= np.percentile(seen.min(axis=2), 40)
    return bool(np.median((seen[:, :, 0] - seen[:, :, 1])[darkest]) > _SEAL_RED)


def _looked_at(page: PrintedPage, dark_print: Grey, factor: float) -> Mask:
    """Where changes are looked for: not in zones, codes, pictures, nor at the edge of the paper."""
    looked_at = np.ones(dark_print.shape, dtype=bool)
    edge = round(_EDGE_MM * factor)
    looked_at[:edge] = looked_at[-edge:] = looked_at[:, :edge] = looked_at[:, -edge:] = False
    boxes = [box_of(zone).grown(_AROUND_MM.get(zone.kind, 10.0)) for zone in page.zones]
    boxes += [code.grown(_CODE_MM) for code in places_of(page)]
    for box in boxes:
        top, left = max(0, round(box.y * factor)), max(0, round(box.x * factor))
        looked_at[
            top : round((box.y + box.height) * factor), left : round((box.x + box.width) * factor)
        ] = False
    lowest, highest = _HALFTONE
    grey = _of_blocks((dark_print > 255 - highest) & (dark_print < 255 - lowest)) > _MOSTLY
    never_white = _of_blocks(dark_print > _TINT) > _ALL_OVER
    near = most_near(grey | never_white, _PICTURE_BLOCKS)
    pictures = np.repeat(np.repeat(near, _BLOCK_PX, axis=0), _BLOCK_PX, axis=1)
    return np.asarray(looked_at & ~pictures[: len(looked_at), : len(looked_at[0])])


def _of_blocks(mask: Mask) -> Real:
    """Which share of each block is marked."""
    picture = Image.fromarray(mask.astype(np.uint8) * 255).reduce(_BLOCK_PX)
    return np.asarray(picture, dtype=np.float32) / 255.0


def _covered(sampler: Sampler, to_paper: Transform, whole: Box) -> Mask:
    """Where the scan shows the page at all."""
    factor = px_per_mm(FINE_DPI)
    size = round(whole.height * factor), round(whole.width * factor)
    rows, columns = np.mgrid[0 : size[0] : 20, 0 : size[1] : 20]
    places = to_paper.inverse(np.column_stack([columns.ravel(), rows.ravel()]) / factor)
    inside = ((places > 4) & (places < np.array(sampler.page.image.size) - 4)).all(axis=1)
    coarse = inside.reshape(rows.shape)
    return np.repeat(np.repeat(coarse, 20, axis=0), 20, axis=1)[: size[0], : size[1]]


def _darkness(seen: Grey, dark_print: Grey) -> Grey:
    """How dark each place is against the paper around it: paper 0, ink that is as black as print 255.

    How black that is the print says: all of it together is as dark on the scan as on the printed page,
    however blurred.  The darkest places alone would say it wrongly of a page with little print.
    """
    image = Image.fromarray(seen)
    brightest = Image.fromarray(most_near(np.asarray(image.reduce(8)), _PAPER_PX))
    coarse = brightest.filter(ImageFilter.BoxBlur(3))
    paper = np.asarray(coarse.resize(image.size, Image.Resampling.BILINEAR))
    share = 1.0 - seen / np.maximum(paper, 20).astype(np.float32)
    near = most_near(dark_print > _PRINT_ABOVE, _BLUR_PX)
    empty = np.flatnonzero(~near)[::7]
    bare = float(np.median(share.ravel()[empty])) if len(empty) else 0.0
    printed = float((dark_print * near).sum()) / 255.0
    found = float((share * near).sum()) - bare * int(near.sum())
    blackness = float(np.clip(found / max(printed, 1.0), *_BLACKNESS))
    share -= np.float32(bare)
    share *= np.float32(255.0 / blackness)
    return np.asarray(np.clip(share, 0, 255), dtype=np.uint8)


def _added(seen: Sums, printed: Sums, reach_px: int) -> Mask:
    """Where more ink is than was printed, square by square: that is the same however the scan is blurred."""
    levels = np.arange(_FULL + 1)
    allowed = np.minimum(levels + _MORE[0] * _FULL + _MORE[1] * levels, _FULL).astype(np.uint16)
    return np.asarray(seen > allowed[most_near(printed, reach_px)])


def _gone(seen: Sums, printed: Sums, reach_px: int) -> Mask:
    """Where most of what was printed is missing."""
    levels = np.arange(_FULL + 1)
    least = np.where(levels > _PRINTED * _FULL, _LEFT * levels, 0.0).astype(np.uint16)
    return np.asarray(most_near(seen, reach_px) < least[printed])


def _by_square(dark: Grey) -> Sums:
    """How much ink a square of 1.3 mm around each place holds: the sum of its 5 × 5 pixels."""
    sums = np.pad(dark.astype(np.uint16), 2)
    for _ in range(2):
        pairs = sums[:-1] + sums[1:]
        sums = (pairs[:-3] + pairs[2:-1] + sums[4:]).T
    return np.ascontiguousarray(sums)
