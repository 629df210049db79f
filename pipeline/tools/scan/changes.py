"""Print that a hand seems to have changed: words struck out, digits mended, lines erased."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pipeline.tools.scan import cutting
from pipeline.tools.scan.blobs import Blob, blobs_of
from pipeline.tools.scan.codes import places_of
from pipeline.tools.scan.examined import Change
from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.patches import FINE_DPI, printed_at
from pipeline.tools.scan.printed import PrintedPage, box_of, px_per_mm
from pipeline.tools.scan.sampling import Sampler
from pipeline.tools.scan.spreading import most_near

Real = NDArray[np.float32]
Mask = NDArray[np.bool_]

_AROUND_MM = {"seal": 18.0, "signature": 10.0}
_CODE_MM = 2.5
_EDGE_MM = 8.0
_ADDED, _GONE = 0.45, 0.42
_LEAST_ADDED_MM2, _LEAST_GONE_MM2 = 1.2, 2.5
_LEAST_LENGTH_MM = 2.0
_GAP_MM = 1.5
"""A stroke through words shows between them only."""
_NEAR_SHARE = 0.55
"""Ink that changes print lies in it or across it; what is written into a blank stands apart."""
_SEAL_REACH_MM, _SEAL_RED = 40.0, 20
_MOST = 12
_BLOCK_PX, _PICTURE_BLOCKS = 8, 2
"""Pictures are told by squares of 2 mm that are mostly grey; nothing is looked for within 4 mm of them."""
_HALFTONE = (60, 215)


def changes_of(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, *, pictures: bool
) -> tuple[Change, ...]:
    """The places outside the zones where what is printed was changed.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm.
        pictures: Whether evidence is wanted.
    """
    printed = printed_at(page, FINE_DPI)
    height, width = printed.shape
    factor = px_per_mm(FINE_DPI)
    whole = Box(0.0, 0.0, width / factor, height / factor)
    seen = sampler.grey_at(to_paper, whole, FINE_DPI)
    dark_print = np.clip(255.0 - printed, 0, 255).astype(np.uint8)
    dark_seen = _darkness(seen)
    looked_at = _looked_at(page, dark_print, factor)
    added = dark_seen.astype(np.int16) - most_near(dark_print, 1) > _ADDED * 255
    near = most_near(dark_print, 5) > 110
    gone = _blurred(dark_print).astype(np.int16) - most_near(dark_seen, 3) > _GONE * 255
    found = [
        _change(
            sampler, page, to_paper, blob, "印好的字上有笔迹：可能划掉或改动过", pictures=pictures
        )
        for blob in _blobs(added & looked_at, _LEAST_ADDED_MM2)
        if _share(blob, added & looked_at, near, factor) >= _NEAR_SHARE
        and not _is_seal(sampler, page, to_paper, blob)
    ]
    found += [
        _change(
            sampler,
            page,
            to_paper,
            blob,
            "印好的字不见了：可能涂掉、刮掉或盖住了",
            pictures=pictures,
        )
        for blob in _blobs(gone & looked_at & _covered(sampler, to_paper, whole), _LEAST_GONE_MM2)
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


def _share(blob: Blob, ink: Mask, near: Mask, factor: float) -> float:
    """How much of a blob's ink lies in print or close to it."""
    x0, y0 = int(blob.box.x * factor), int(blob.box.y * factor)
    x1 = int((blob.box.x + blob.box.width) * factor) + 1
    y1 = int((blob.box.y + blob.box.height) * factor) + 1
    part = ink[y0:y1, x0:x1]
    return float((part & near[y0:y1, x0:x1]).sum() / max(1, part.sum()))


def _is_seal(sampler: Sampler, page: PrintedPage, to_paper: Transform, blob: Blob) -> bool:
    """Whether it is the red of a seal that reaches beyond its zone."""
    if not any(box_of(zone).grown(_SEAL_REACH_MM).overlaps(blob.box) for zone in page.zones):
        return False
    seen = sampler.colour_at(to_paper, blob.box, FINE_DPI).astype(np.int16)
    darkest = seen.min(axis=2) <= np.percentile(seen.min(axis=2), 40)
    return bool(np.median((seen[:, :, 0] - seen[:, :, 1])[darkest]) > _SEAL_RED)


def _looked_at(page: PrintedPage, dark_print: NDArray[np.uint8], factor: float) -> Mask:
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
    between = ((dark_print > 255 - highest) & (dark_print < 255 - lowest)).astype(np.uint8) * 255
    blocks = np.asarray(Image.fromarray(between).reduce(_BLOCK_PX)) > 160
    near = most_near(blocks, _PICTURE_BLOCKS)
    pictures = np.repeat(np.repeat(near, _BLOCK_PX, axis=0), _BLOCK_PX, axis=1)
    return np.asarray(looked_at & ~pictures[: len(looked_at), : len(looked_at[0])])


def _covered(sampler: Sampler, to_paper: Transform, whole: Box) -> Mask:
    """Where the scan shows the page at all."""
    white = sampler.page.pixels.shape
    factor = px_per_mm(FINE_DPI)
    size = round(whole.height * factor), round(whole.width * factor)
    rows, columns = np.mgrid[0 : size[0] : 20, 0 : size[1] : 20]
    places = to_paper.inverse(np.column_stack([columns.ravel(), rows.ravel()]) / factor)
    inside = ((places > 4) & (places < np.array([white[1], white[0]]) - 4)).all(axis=1)
    coarse = inside.reshape(rows.shape)
    return np.repeat(np.repeat(coarse, 20, axis=0), 20, axis=1)[: size[0], : size[1]]


def _darkness(seen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How dark each place is against the paper around it: paper 0, the darkest print 255."""
    image = Image.fromarray(seen)
    coarse = image.reduce(8).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.BoxBlur(3))
    paper = np.asarray(coarse.resize(image.size, Image.Resampling.BILINEAR), dtype=np.float32)
    share = 1.0 - seen / np.maximum(paper, 20.0)
    darkest = max(0.35, float(np.percentile(share[::5, ::5], 99.5)))
    return np.clip(share * (255.0 / darkest), 0, 255).astype(np.uint8)


def _blurred(dark: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(dark).filter(ImageFilter.BoxBlur(1)))
