"""Takes the pictures of the clerk's page and of papers in docs/pages/ anew: `make pictures`.

The small society of the samples goes through its year in a real browser: its dossier as a workbook, papers
built, printed, signed and sealed by the tests' little office, scanned, received, put together for the
portal.  Nobody in it is real.  Look at every picture that changed before it is committed.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, expect  # noqa: E402

from pipeline.forms.writer import write_workbook  # noqa: E402
from pipeline.load import load  # noqa: E402
from pipeline.papers.manifest import FileKind, Manifest, read_manifest  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from pipeline.web.site import Site  # noqa: E402
from tests.alive import HANGING_SECONDS  # noqa: E402
from tests.conftest import NAME, SAMPLE, run_wuxiao  # noqa: E402
from tests.receive.scanning import Office, Sheet, as_pdf  # noqa: E402
from tests.web.browser import site_for  # noqa: E402
from tests.web.chromium import chromium, window  # noqa: E402
from tests.web.live import served  # noqa: E402

expect.set_options(timeout=HANGING_SECONDS * 1000)

FOLDER = ROOT / "docs" / "pages"
COLOURS = (48, 24, 16, 10)
"""As many as there is room for: the first are enough for the page and for the grey and red of papers."""

MOST_BYTES = 60_000
COLOURS_OF_PAPERS = 64
PAPERS = (("提名函", 1), ("P01-尉迟晨-提名书", 2), ("P01-尉迟晨-提名书", 3))
"""Which pages, counted from 1, stand side by side in the README."""

PAPER_WIDTH_PX, GAP_PX = 420, 18
DAY = date(2023, 8, 20)


@dataclass
class Clerk:
    """Somebody at the page of a dossier."""

    page: Page
    site: Site
    at: str

    def go(self, where: str) -> None:
        """Open a page, and wait until it is complete."""
        self.page.goto(f"{self.at}/{where}")
        expect(self.page.locator("[data-events]")).to_have_count(0)

    def press(self, button: str) -> None:
        """Press a button that starts long work, and wait for its end."""
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".said.done")).to_be_visible()

    def take(self, name: str, where: str | None = None, *, down_to: str = "") -> None:
        """Take a picture of a page, of what is on the screen."""
        if where is not None:
            self.go(where)
        self.page.evaluate("() => scrollTo(0, 0)")
        if down_to:
            place = self.page.locator(down_to).first
            place.evaluate("place => scrollTo(0, place.getBoundingClientRect().top - 12)")
        self.page.wait_for_load_state("networkidle")
        keep(name, self.page.screenshot())


def keep(name: str, data: bytes) -> None:
    """Write a picture with few colours; tell whether it changed."""
    path = FOLDER / f"{name}.png"
    small = next((each for each in as_palettes(data) if len(each) <= MOST_BYTES), None)
    if small is None:
        sys.exit(f"{path} has more than {MOST_BYTES} bytes, however few its colours are")
    put(path, small)


def put(path: Path, small: bytes) -> None:
    """Write a picture; tell whether it changed."""
    is_new = not path.is_file() or path.read_bytes() != small
    path.write_bytes(small)
    print(
        f"{'changed, look at it' if is_new else 'as before'}: {path} {len(small) // 1000} kB",
        flush=True,
    )


def as_palettes(data: bytes) -> Iterator[bytes]:
    """A picture with fewer and fewer colours: the page's own as they are, the others as near as can be."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    for colours in COLOURS:
        counted = sorted(picture.getcolors(1 << 24) or (), reverse=True)[: colours // 2]
        own = [channel for _, colour in counted for channel in colour]
        others = picture.quantize(colours - len(counted)).getpalette() or []
        palette = Image.new("P", (1, 1))
        palette.putpalette([*own, *others[: 3 * (colours - len(counted))]])
        buffer = io.BytesIO()
        few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
        few.save(buffer, "PNG", optimize=True)
        yield buffer.getvalue()


def keep_papers(out: Path) -> None:
    """A picture of pages of papers, side by side."""
    pages = [drawn(out / "pdf" / f"{name}.pdf", number) for name, number in PAPERS]
    wide = GAP_PX + sum(page.width + GAP_PX for page in pages)
    high = 2 * GAP_PX + max(page.height for page in pages)
    desk, left = Image.new("RGB", (wide, high), "#d8d6d2"), GAP_PX
    for page in pages:
        desk.paste(page, (left, GAP_PX))
        left += page.width + GAP_PX
    buffer = io.BytesIO()
    desk.quantize(COLOURS_OF_PAPERS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    put(FOLDER / "papers.png", buffer.getvalue())


def drawn(pdf: Path, number: int) -> Image.Image:
    """A page of a paper, counted from 1."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number - 1]
        return page.render(scale=PAPER_WIDTH_PX / page.get_width()).to_pil().convert("RGB")


def make_dossier(folder: Path) -> None:
    """The sample's dossier as a clerk has it: a workbook, and the files beside it."""
    find = Settings().find_activity
    dossier = load(SAMPLE, find).dossier
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("dossier.yaml"))
    write_workbook(folder / "dossier.xlsx", find(dossier.activity or ""), dossier=dossier)


def spoil(folder: Path) -> bytes:
    """Two slips for the check to find; gives the workbook as it was."""
    file = folder / "dossier.xlsx"
    before, find = file.read_bytes(), Settings().find_activity
    dossier = load(folder, find).dossier
    first, *others = dossier.nominations
    lead = replace(first.lead, id_number="329999199303067911")
    slips = replace(dossier, nominations=(replace(first, lead=lead), *others))
    write_workbook(file, find(dossier.activity or ""), dossier=slips)
    return before


def scans(out: Path, manifest: Manifest) -> Iterator[Sheet]:
    """Every page that has to come back: the first certificate without its seal."""
    office = Office(out, manifest)
    papers = [each for each in manifest.files if each.kind is FileKind.PDF and each.zones]
    for sheet in office.print_papers(*papers):
        is_unsealed = "P01" in sheet.pdf.name and "一线职工证明" in sheet.pdf.name
        yield replace(sheet, marks=()) if is_unsealed else sheet


@contextmanager
def at_desk(top: Path) -> Iterator[Clerk]:
    """A clerk who has come in, at this year's dossier; last year's lies beside it."""
    folder = top / "材料" / NAME
    make_dossier(folder)
    shutil.copytree(SAMPLE, top / "材料" / "去年的材料")
    settings = Settings(out=top / "output", jobs=1, register=top / "登记簿")
    site = site_for(top / "材料", top / "output", settings=settings, today=lambda: DAY)
    with served(site), chromium() as browser, window(browser, site.door.address) as page:
        key = next(key for key, place in site.places().items() if place.folder == folder)
        page.goto(site.renew_link())
        page.wait_for_url("**/")
        yield Clerk(page, site, f"{site.door.address}/d/{key}")


def collect(clerk: Clerk, folder: Path, out: Path) -> None:
    """An employer has sent its form, which says something else than the workbook."""
    file, find = folder / "dossier.xlsx", Settings().find_activity
    before, dossier = file.read_bytes(), load(folder, find).dossier
    first, *others = dossier.nominations
    lead = replace(first.lead, education=None, job_title="班长")
    other = replace(dossier, nominations=(replace(first, lead=lead), *others))
    write_workbook(file, find(dossier.activity or ""), dossier=other)
    clerk.go("collect")
    clerk.page.locator("input[name=files]").first.set_input_files(
        out / "word" / "P01-尉迟晨-提名书.docx"
    )
    clerk.page.get_by_role("button", name="上传").click()
    expect(clerk.page.get_by_role("heading", name="交来的，请决定")).to_be_visible()
    expect(clerk.page.locator("[data-events]")).to_have_count(0)
    clerk.take("collect", down_to="h2")
    clerk.page.get_by_role("button", name="都不要了").click()
    expect(clerk.page.get_by_role("heading", name="交来的，请决定")).to_have_count(0)
    file.write_bytes(before)


def through_the_year(clerk: Clerk, folder: Path, out: Path) -> None:
    """From a dossier with slips to the register, with a picture of each page."""
    before = spoil(folder)
    clerk.take("check", "check", down_to="[role=search]")
    clerk.page.locator("[data-edit]:visible").first.click()
    expect(clerk.page.locator(".edit input[name=value]")).to_be_visible()
    clerk.take("edit", down_to=".finding:visible")
    (folder / "dossier.xlsx").write_bytes(before)
    built = run_wuxiao("build", folder, "-o", out.parent)
    manifest = read_manifest(out / "manifest.json")
    if built.code or not manifest:
        sys.exit(built.err)
    keep_papers(out)
    clerk.page.goto(f"{clerk.site.door.address}/")
    keep("home", clerk.page.screenshot())
    clerk.take("year", "")
    clerk.take("build", "build")
    letter = manifest.by_path()["pdf/提名函.pdf"]
    clerk.take("paper", f"paper/{letter.sha256[:20]}")
    clerk.take("print", "print")
    collect(clerk, folder, out)
    clerk.go("receive")
    scanned = as_pdf([each.scanned() for each in scans(out, manifest)])
    clerk.page.locator("#scans").set_input_files(
        {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": scanned}
    )
    clerk.press("收回")
    clerk.take("receive", down_to=".said.done")
    clerk.page.locator("[name=by]").first.fill("王干事")
    clerk.page.get_by_role("button", name="是，没有问题").first.click()
    expect(clerk.page.locator("main")).to_contain_text("人工认定")
    clerk.go("upload")
    clerk.press("制作上传附件")
    clerk.take("upload")
    clerk.take("portal", "portal")
    clerk.go("archive")
    for name, value in (("box", "1"), ("fonds", "J0089")):
        clerk.page.locator(f"form[action$='archive/add'] [name={name}]").fill(value)
    clerk.press("归档")
    clerk.take("archive")


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as top, at_desk(Path(top)) as clerk:
        through_the_year(clerk, Path(top, "材料", NAME), Path(top, "output", NAME))


if __name__ == "__main__":
    main()
