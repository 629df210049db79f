"""One page that came back: which printed page it is, how it lies, what was left on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.errors import InputError
from pipeline.tools.scan import cutting, looks, matching
from pipeline.tools.scan.changes import changes_of
from pipeline.tools.scan.codes import Symbol, read_symbols
from pipeline.tools.scan.examined import Examined, Quality, WhyNot
from pipeline.tools.scan.geometry import MM_PER_INCH, Transform
from pipeline.tools.scan.marks import judged
from pipeline.tools.scan.printed import Book, PrintedPage
from pipeline.tools.scan.raw import RawPage
from pipeline.tools.scan.registration import register, share_shown
from pipeline.tools.scan.sampling import Sampler
from pipeline.tools.scan.sharpness import sharpness

_REASONS = {
    WhyNot.NO_CODES: "页面上的二维码读不出来，和打印出去的哪一页也对不上；请重新扫描这一页，"
    "不要盖住二维码；不是这批材料的，拿出来",
    WhyNot.FOREIGN: "页面上有别的二维码，没有本材料的；不是这批材料的，拿出来",
    WhyNot.DISAGREE: "页面上的两个二维码不是同一页的：纸折叠了，或两张纸叠在一起；请展平、分开后重新扫描",
    WhyNot.UNKNOWN: "二维码是这种材料的，但不在现在这一批里：是改动以前打印的，或是别的单位的材料",
    WhyNot.PARTIAL: "这一页只扫到一部分：纸折叠了、没有走完，或被另一张纸盖住了一块；请展平后重新扫描整页",
    WhyNot.NOT_REGISTERING: "二维码读出来了，但页面上的文字和这一页打印的对不上："
    "扫描严重变形，或二维码在别的纸上；请重新扫描整页",
    WhyNot.AMBIGUOUS: "二维码读不出来，看上去和几页打印件一样像，程序不猜是哪一页；请露出二维码重新扫描",
}
_LEAST_SHOWN = 0.97
"""Share of the print that a page has to show: no skew and crop loses more than a page number."""
_BLANK = "空白页"
_OTHER_WORDS = (
    "二维码读不出来，和一页打印件很像，但有的字不一样或被改过，程序不猜；请露出二维码重新扫描"
)
_BY_LOOKS = "二维码读不出来，是和打印件逐页比对认出的"


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which page a scan shows, or why that is not known."""

    page: PrintedPage | None = None
    to_paper: Transform | None = None
    quality: Quality | None = None
    why_not: WhyNot | None = None
    candidates: tuple[str, ...] = ()
    by_codes: bool = False


def examine(raw: RawPage, book: Book, *, pictures: bool = True) -> Examined:
    """Examine a page; what is wrong with it is told in the result.

    Args:
        raw: The page, still within the loop over its file (`pages.read_pages`).
        book: The pages that may come back.
        pictures: Whether small pictures are wanted: the preview, and the evidence of zones and changes.

    Raises:
        InputError: A printed page cannot be drawn: the scan is not to blame.
    """
    try:
        sampler = Sampler(raw.load())
    except InputError as error:
        return Examined(why_not=WhyNot.BROKEN, reason=str(error))
    symbols = read_symbols(sampler.grey)
    ours = [symbol for symbol in symbols if symbol.is_ours]
    is_blank = not symbols and looks.is_blank(sampler)
    identity = _Identity(why_not=WhyNot.NO_CODES)
    if not is_blank:
        identity = _identified(sampler, ours, book, has_others=len(ours) < len(symbols))
    found = Examined(
        codes=tuple(dict.fromkeys(symbol.text for symbol in ours)),
        foreign_codes=len(symbols) - len(ours),
        why_not=identity.why_not,
        reason=_BLANK if is_blank else _reason(identity),
        candidates=identity.candidates,
        by_codes=identity.by_codes,
        width_px=sampler.page.width_px,
        height_px=sampler.page.height_px,
        dpi=sampler.page.dpi,
        has_colour=looks.has_colour(sampler.page),
        is_blank=is_blank,
        quality=identity.quality,
    )
    if identity.page and identity.to_paper:
        found = _with_page(found, sampler, identity.page, identity.to_paper, pictures=pictures)
    if pictures:
        shown = cutting.preview(sampler, identity.page, identity.to_paper)
        found = replace(found, preview=shown)
    return found


def _reason(identity: _Identity) -> str:
    if len(identity.candidates) == 1:
        return _OTHER_WORDS
    if identity.why_not:
        return _REASONS[identity.why_not]
    return "" if identity.by_codes else _BY_LOOKS


def _identified(
    sampler: Sampler, ours: Sequence[Symbol], book: Book, *, has_others: bool
) -> _Identity:
    texts = {symbol.text for symbol in ours}
    if len(texts) > 1:
        return _Identity(why_not=WhyNot.DISAGREE)
    if texts:
        return _by_codes(sampler, ours, book)
    return _by_looks(sampler, book, has_others=has_others)


def _by_looks(sampler: Sampler, book: Book, *, has_others: bool) -> _Identity:
    found = matching.matched(sampler, book)
    page, registration = found.page, found.registration
    if page is None or registration is None:
        unknown = WhyNot.FOREIGN if has_others else WhyNot.NO_CODES
        why_not = WhyNot.AMBIGUOUS if found.candidates else unknown
        return _Identity(why_not=why_not, candidates=found.candidates)
    to_paper, quality = registration.to_paper, registration.quality
    if share_shown(sampler, page, to_paper) < _LEAST_SHOWN:
        return _Identity(why_not=WhyNot.PARTIAL, quality=quality)
    if changes_of(sampler, page, to_paper, rms_mm=quality.rms_mm, pictures=False):
        # Another person's form, or an earlier one: without a code, other words are another page.
        return _Identity(why_not=WhyNot.AMBIGUOUS, candidates=(page.code,))
    return _Identity(page, to_paper, quality)


def _by_codes(sampler: Sampler, ours: Sequence[Symbol], book: Book) -> _Identity:
    page = book.pages.get(ours[0].text)
    if page is None:
        return _Identity(why_not=WhyNot.UNKNOWN)
    registration = register(sampler, page, ours)
    if not registration.is_good:
        why_not = WhyNot.PARTIAL if registration.is_partial else WhyNot.NOT_REGISTERING
        return _Identity(why_not=why_not, quality=registration.quality)
    if share_shown(sampler, page, registration.to_paper) < _LEAST_SHOWN:
        return _Identity(why_not=WhyNot.PARTIAL, quality=registration.quality)
    return _Identity(page, registration.to_paper, registration.quality, by_codes=True)


def _with_page(
    found: Examined,
    sampler: Sampler,
    page: PrintedPage,
    to_paper: Transform,
    *,
    pictures: bool,
) -> Examined:
    stored = to_paper.after(Transform.scaling(1.0 / sampler.page.scale))
    middle = stored.inverse([(page.width_mm / 2, page.height_mm / 2)])[0]
    at = float(middle[0]), float(middle[1])
    turn_deg = stored.turn_deg(at)
    quarter = round(turn_deg / 90.0)
    marks = judged(
        sampler,
        page,
        to_paper,
        rms_mm=found.quality.rms_mm if found.quality else 0.0,
        has_colour=found.has_colour,
        pictures=pictures,
    )
    return replace(
        found,
        page=page.code,
        to_paper=stored,
        rotation=quarter * 90 % 360,
        skew_deg=quarter * 90.0 - turn_deg,
        dpi=MM_PER_INCH / stored.enlargement(at),
        sharpness=sharpness(sampler, page, to_paper),
        zones=marks.zones,
        changes=marks.changes,
    )
