"""Draw the pictures, certificates and small videos of a sample dossier.

`dossier.yaml` in its folder says what is to be drawn: photos before and after, portraits,
workplace photos, certificates, the front-line certificate, publicity photos.
Where the YAML lists paths, exactly these are written; where it does not, the files go to
`附件/P01-<姓名>/实施前-1.jpg` and so on, their number chosen by the nomination's own seed;
where the dossier holds a folder `files`, to `files/P01/before-1.jpg` and so on.
The same YAML gives the same pictures. Everything shown is invented and marked 示例.

Needs Pillow and PyYAML, a Chinese font that `fc-match` finds, and ffmpeg where a nomination
has a video.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any

import yaml
from PIL import Image, ImageFilter

from data.samples._make import papers, stages
from data.samples._make.canvas import Look, PictureError, font_file, make_look
from data.samples._make.scenes import make_palette, place_for

Record = dict[str, Any]
Draw = Callable[[], Image.Image]

TARGET_BYTES = 25_500
ORIENTATIONS = {
    ("P03", "before", 1): 6,
    ("P06", "after", 1): 8,
    ("P02", "portraits", 2): 6,
    ("P09", "workplace", 1): 8,
}
GPS = {("P01", "after", 1), ("P05", "workplace", 2), ("P08", "before", 1)}
OTHER_FORMATS = {("P04", "after", 1): ".png", ("P07", "before", 1): ".webp"}
ENGLISH_STEMS = {
    "实施前": "before",
    "实施后": "after",
    "形象照": "portrait",
    "工作场景照": "workplace",
    "技能等级证书": "skill_certificate",
    "职称证书": "title_certificate",
    "一线职工证明": "frontline_certificate",
    "单位公示": "publicity",
    "公示": "publicity",
    "媒体宣传": "media",
    "其他": "other",
    "视频": "video",
}


@dataclass(frozen=True)
class Job:
    """One file to be written: where, and how it is drawn."""

    path: str
    key: tuple[str, str, int]
    draw: Draw | None = None
    seconds: int = 0


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _day(value: object, fallback: dt.date) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        return fallback


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _listed(record: Record, key: str) -> list[str] | None:
    """Paths the YAML gives for a role, or None where it gives none."""
    value = record.get(key)
    if not value:
        return None
    return [value] if isinstance(value, str) else [_text(item) for item in value]


class Nomination:
    """The drawing plan of one nomination."""

    def __init__(self, record: Record, dossier: Record) -> None:
        self.record = record
        self.id = _text(record.get("id"))
        self.lead: Record = record.get("lead") or {}
        self.name = _text(self.lead.get("name"))
        employer = record.get("employer") or {}
        self.employer: Record = employer if isinstance(employer, dict) else {"name": employer}
        self.firm = _text(self.employer.get("name")) or "某某单位"
        self.unit = _text((dossier.get("unit") or {}).get("name")) or "提名单位"
        self.title = _text(record.get("title"))
        self.evidence: Record = record.get("evidence") or {}
        self.seed = f"{self.id}/{self.name}/{self.title}"
        self.since = _day(record.get("in_use_since"), dt.date(2022, 6, 1))
        self.folder = f"附件/{self.id}-{self.name}"
        self.subject = self._subject()

    def random(self, purpose: str) -> Random:
        """A source of choices that depends on the nomination and the purpose only."""
        return Random(f"{self.seed}/{purpose}")

    def _subject(self) -> stages.Subject:
        r = self.random("subject")
        words = [self.title] * 3 + [
            self.firm,
            _text(self.lead.get("job_title")),
            _text(self.record.get("introduction")),
        ]
        place = place_for("\n".join(words), r)

        def look(*, female: bool) -> Look:
            return make_look(
                r,
                female=female,
                clinical=place.clinical,
                capped=place.capped,
                helmeted=place.helmeted,
            )

        lead = look(female=self.lead.get("sex") == "female")
        return stages.Subject(
            self.seed, place, make_palette(r), lead, (look(female=False), look(female=True))
        )

    def _paths(
        self, listed: list[str] | None, stem: str, count: int, suffix: str, role: str
    ) -> list[str]:
        if listed is not None:
            return listed
        return [
            f"{self.folder}/{stem}-{n}{OTHER_FORMATS.get((self.id, role, n), suffix)}"
            for n in range(1, count + 1)
        ]

    def _stamp(self, role: str, number: int) -> str:
        r = self.random(f"stamp/{role}/{number}")
        shift = -r.randint(120, 400) if role == "before" else r.randint(20, 120)
        day = self.since + dt.timedelta(days=shift)
        return f"{day:%Y/%m/%d} {r.randint(8, 17):02}:{r.randint(0, 59):02}"

    def jobs(self) -> Iterator[Job]:
        """Everything this nomination needs, in a fixed order."""
        yield from self._photos()
        yield from self._certificates()
        yield from self._papers()
        video = self.record.get("video") or {}
        if video.get("name") or video.get("file"):
            seconds = int(
                video.get("seconds") or self.random("video").choice([30, 45, 60, 90, 120])
            )
            yield Job(
                video.get("file") or f"{self.folder}/视频.mp4",
                (self.id, "video", 1),
                seconds=seconds,
            )

    def _photos(self) -> Iterator[Job]:
        counts = self.random("how many")
        kinds: list[tuple[str, str, list[str] | None, int, Callable[[int], Image.Image]]] = [
            (
                "before",
                "实施前",
                _listed(self.record.get("before") or {}, "photos"),
                counts.choice([1, 1, 1, 2, 2, 3, 4]),
                lambda n: stages.before(self.subject, n, self._stamp("before", n)),
            ),
            (
                "after",
                "实施后",
                _listed(self.record.get("after") or {}, "photos"),
                counts.choice([1, 1, 2, 2, 3, 4]),
                lambda n: stages.after(self.subject, n, self._stamp("after", n)),
            ),
            (
                "portraits",
                "形象照",
                _listed(self.evidence, "portraits"),
                2,
                lambda n: stages.portrait(self.subject, n),
            ),
            (
                "workplace",
                "工作场景照",
                _listed(self.evidence, "workplace"),
                2,
                lambda n: stages.workplace(self.subject, n, self._stamp("workplace", n)),
            ),
        ]
        for role, stem, listed, count, draw in kinds:
            for n, path in enumerate(self._paths(listed, stem, count, ".jpg", role), 1):
                yield Job(path, (self.id, role, n), partial(draw, n))

    def _issued(self, role: str) -> str:
        """A date that fits the certificate's number, where that starts with a year, and the age."""
        r, number = self.random(role), _text(self.lead.get(role))
        if number.startswith("20") and number[:4].isdigit() and int(number[:4]) <= 2023:
            year = int(number[:4])
        else:
            born = _text(self.lead.get("id_number"))[6:10]
            first = max(2014, int(born) + 22) if born.isdigit() else 2014
            year = r.randint(min(first, 2021), 2021)
        return f"{year}年{r.randint(1, 12)}月"

    def _certificates(self) -> Iterator[Job]:
        shared = [
            ("姓　名", self.name),
            ("性　别", "女" if self.lead.get("sex") == "female" else "男"),
            ("工作单位", self.firm),
        ]
        level, title = _text(self.lead.get("skill_level")), _text(self.lead.get("title"))
        post = _text(self.lead.get("job_title"))
        claims: list[
            tuple[str, str, str, bool, list[tuple[str, str]], str, tuple[int, int, int]]
        ] = [
            (
                "skill_certificate",
                "技能等级证书",
                "职业技能等级证书",
                bool(level),
                [
                    ("岗　位", post),
                    ("技能等级", level),
                    ("证书编号", _text(self.lead.get("skill_certificate"))),
                    ("发证日期", self._issued("skill_certificate")),
                ],
                "示例职业技能等级评价机构",
                (158, 36, 40),
            ),
            (
                "title_certificate",
                "职称证书",
                "专业技术职称证书",
                bool(title),
                [
                    ("职　称", title),
                    ("证书编号", _text(self.lead.get("title_certificate"))),
                    ("评审时间", self._issued("title_certificate")),
                ],
                "示例职称评审委员会",
                (34, 78, 140),
            ),
        ]
        for role, stem, heading, claimed, rows, issuer, ground in claims:
            default = [f"{self.folder}/{stem}.jpg"] if claimed else []
            for n, path in enumerate(_listed(self.evidence, role) or default, 1):
                yield Job(
                    path,
                    (self.id, role, n),
                    partial(
                        papers.certificate,
                        self.subject.lead,
                        f"{self.seed}/{stem}",
                        heading,
                        [*shared, *rows],
                        issuer,
                        ground,
                    ),
                )

    def _papers(self) -> Iterator[Job]:
        fallback = self.since + dt.timedelta(days=60)
        shown = self.employer.get("publicity") or {}
        start, end = (_day(shown.get(key), fallback) for key in ("start", "end"))
        paths = _listed(shown, "files") or [f"{self.folder}/单位公示-1.jpg"]
        for n, path in enumerate(paths, 1):
            yield Job(path, (self.id, "publicity", n), partial(self._board, start, end, n))
        for path in _listed(self.evidence, "frontline_certificate") or [
            f"{self.folder}/一线职工证明.pdf"
        ]:
            yield Job(path, (self.id, "frontline_certificate", 1), partial(self._frontline, end))
        r = self.random("extras")
        extras = (
            ("media", "媒体宣传", self._press, r.random() < 0.2),
            ("other", "其他", self._application, r.random() < 0.3),
        )
        for role, stem, draw, chosen in extras:
            default = [f"{self.folder}/{stem}-1.pdf"] if chosen else []
            for n, path in enumerate(_listed(self.evidence, role) or default, 1):
                yield Job(path, (self.id, role, n), draw)

    def _board(self, start: dt.date, end: dt.date, number: int) -> Image.Image:
        lines = [
            (
                f"根据“五小”活动认定工作通知要求，现将我单位拟申报项目公示如下：项目名称《{self.title}》；"
                f"第一完成人：{self.name}，{_text(self.lead.get('job_title'))}。"
            ),
            f"完成单位：{self.firm}。",
            f"公示时间：{_chinese(start)}至{_chinese(end)}。对公示内容有异议的，请在公示期内向单位工会反映。",
        ]
        stamp = f"{start:%Y/%m/%d} {self.random('board').randint(8, 11):02}:{9 + number * 7:02}"
        return papers.board(
            f"{self.seed}/board/{number}",
            self.firm,
            "职 工 公 示 栏",
            lines,
            self.subject.mates[number % 2],
            stamp,
        )

    def _frontline(self, end: dt.date) -> Image.Image:
        kind = "一线专业技术人员" if self.lead.get("worker_kind") == "technician" else "一线工人"
        sex = "女" if self.lead.get("sex") == "female" else "男"
        number = _text(self.lead.get("id_number"))
        post = _text(self.lead.get("job_title"))
        body = [
            (
                f"兹证明{self.name}同志（{sex}，身份证号：{number}）系我单位在职职工，现任{post}，"
                f"长期在生产科研一线岗位工作，属{kind}，不是企事业单位负责人。"
            ),
            "特此证明。",
        ]
        return papers.letter(
            f"{self.seed}/frontline",
            "一线职工证明",
            f"{self.unit}：",
            body,
            self.firm,
            _chinese(end + dt.timedelta(days=1)),
        )

    def _application(self) -> Image.Image:
        body = [
            (
                f"《{self.title}》项目由我单位职工{self.name}主持完成，自{_chinese(self.since)}起"
                "在我单位投入使用，至今运行稳定，效果与项目材料所述一致。"
            ),
            "特此证明。",
        ]
        return papers.letter(
            f"{self.seed}/other",
            "应用证明",
            "",
            body,
            self.firm,
            _chinese(self.since + dt.timedelta(days=210)),
        )

    def _press(self) -> Image.Image:
        who = f"{self.firm}{_text(self.lead.get('job_title'))}{self.name}"
        body = [
            f"本报讯　“遇到问题别绕着走。”这是{who}常挂在嘴边的一句话。",
            _text(self.record.get("introduction")),
            f"工友们说，{self.name}的“金点子”都是从岗位上“磨”出来的。",
        ]
        return papers.press(
            f"{self.seed}/media",
            "职 工 园 地",
            f"{self.name}：岗位上的“小”文章",
            body,
            _chinese(self.since + dt.timedelta(days=150)),
        )


def _unit_jobs(dossier: Record, first: Nomination) -> Iterator[Job]:
    """The publicity photos of the nominating unit itself."""
    unit = dossier.get("unit") or {}
    shown = unit.get("publicity") or {}
    name, count = _text(unit.get("name")), len(dossier.get("nominations") or [])
    start, end = (_day(shown.get(key), dt.date(2023, 8, 1)) for key in ("start", "end"))
    lines = [
        "根据省总工会通知要求，经基层推荐、审核遴选，现将拟提名的职工“五小”活动项目公示如下（名单附后）。",
        f"共{count}个项目，依次为《{first.title}》等。",
        f"公示时间：{_chinese(start)}至{_chinese(end)}。公示期内如有异议，请以书面形式实名反映。",
    ]
    for n, path in enumerate(_listed(shown, "files") or ["附件/本级公示/公示-1.jpg"], 1):
        onlooker, stamp = first.subject.mates[n % 2], f"{start:%Y/%m/%d} 09:{10 + n * 6}"
        yield Job(
            path,
            ("unit", "publicity", n),
            partial(papers.board, f"{name}/{n}", name, "政 务 公 示 栏", lines, onlooker, stamp),
        )


def _exif(key: tuple[str, str, int]) -> Image.Exif:
    """Camera data for the few pictures that carry some; empty for the others."""
    exif = Image.Exif()
    if key in ORIENTATIONS:
        exif[0x0112] = ORIENTATIONS[key]
    if key in GPS:
        exif[0x010F], exif[0x0110] = "Example", "Sample Camera 1"
        exif[0x8825] = {1: "N", 2: (0.0, 7.0, 30.0), 3: "E", 4: (0.0, 12.0, 45.0)}
    return exif


def _stored(image: Image.Image, key: tuple[str, str, int]) -> Image.Image:
    """Turn the pixels the way a camera held sideways stores them."""
    turn = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}.get(
        ORIENTATIONS.get(key, 1)
    )
    return image if turn is None else image.transpose(turn)


def encode(image: Image.Image, suffix: str, key: tuple[str, str, int]) -> bytes:
    """Encode a picture near the wanted size.

    Raises:
        PictureError: when the path's ending is no format that is known here.
    """
    if suffix == ".png":
        out = io.BytesIO()
        flat = image.filter(ImageFilter.GaussianBlur(0.5)).quantize(48, dither=Image.Dither.NONE)
        flat.save(out, "PNG", optimize=True)
        return out.getvalue()
    exif = _exif(key)
    fixed = time.struct_time((2023, 7, 1, 0, 0, 0, 5, 182, 0))
    options: dict[str, Record] = {
        ".jpg": {"format": "JPEG", "optimize": True, "progressive": True, "exif": exif},
        ".webp": {"format": "WEBP", "exif": exif},
        ".pdf": {
            "format": "PDF",
            "resolution": papers.SCAN_DPI,
            "creationDate": fixed,
            "modDate": fixed,
        },
    }
    options[".jpeg"] = options[".jpg"]
    if suffix not in options:
        raise PictureError(
            f"cannot draw a {suffix or 'file without ending'}; use .jpg .png .webp .pdf or .mp4"
        )
    data = b""
    for quality in (90, 84, 78, 72, 66, 60, 54, 48, 42, 36, 31, 28):
        out = io.BytesIO()
        _stored(image, key).save(out, quality=quality, **options[suffix])
        data = out.getvalue()
        if len(data) <= TARGET_BYTES:
            break
    return data


def video(seconds: int) -> bytes:
    """A silent test film, 64 by 64 pixels, one picture a second.

    Raises:
        PictureError: when ffmpeg is missing or fails.
    """
    tool = shutil.which("ffmpeg")
    if tool is None:
        raise PictureError(
            "a nomination has a video but ffmpeg was not found; apt-get install ffmpeg"
        )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "video.mp4")
        command = [
            tool,
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            f"testsrc=size=64x64:rate=1:duration={seconds}",
            "-c:v",
            "mpeg4",
            "-q:v",
            "31",
            "-g",
            "300",
            "-threads",
            "1",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            str(target),
        ]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise PictureError(f"ffmpeg failed: {result.stderr.strip()[-300:]}")
        return target.read_bytes()


def _target(folder: Path, path: str) -> Path:
    """The place of a file, which must lie inside the dossier folder."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path:
        raise PictureError(f"path {path!r} leaves the dossier folder")
    return folder.joinpath(*pure.parts)


def write_jobs(folder: Path, jobs: list[Job]) -> int:
    """Write the files of some jobs; returns the number of bytes written."""
    total = 0
    for job in jobs:
        target = _target(folder, job.path)
        data = (
            video(job.seconds)
            if job.draw is None
            else encode(job.draw(), target.suffix.lower(), job.key)
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        total += len(data)
    return total


def plan(dossier: Record, position: int) -> list[Job]:
    """The jobs of one nomination (`position` counts from 0), or of the unit (-1)."""
    nominations = dossier.get("nominations") or []
    if position < 0:
        return list(_unit_jobs(dossier, Nomination(nominations[0], dossier))) if nominations else []
    return list(Nomination(nominations[position], dossier).jobs())


def _in_english(job: Job) -> Job:
    """The job under its English name; a path outside 附件 was listed and stays."""
    path = PurePosixPath(job.path)
    if path.parts[0] != "附件":
        return job
    stem, dash, number = path.stem.partition("-")
    return replace(job, path=f"files/{job.key[0]}/{ENGLISH_STEMS[stem]}{dash}{number}{path.suffix}")


def _write(folder: Path, dossier: Record, position: int, *, english: bool) -> tuple[int, int]:
    """Draw one nomination in a worker process; returns files and bytes."""
    jobs = plan(dossier, position)
    if english:
        jobs = [_in_english(job) for job in jobs]
    return len(jobs), write_jobs(folder, jobs)


def write_pictures(folder: Path) -> tuple[int, int]:
    """Draw everything a dossier needs.

    Args:
        folder: The dossier folder; it holds `dossier.yaml`.

    Returns:
        How many files and how many bytes were written.

    Raises:
        PictureError: when a font, a tool or the YAML file is missing.
    """
    source = folder / "dossier.yaml"
    if not source.is_file():
        raise PictureError(f"{source} was not found; name a folder with a dossier.yaml")
    dossier: Record = yaml.safe_load(source.read_text(encoding="utf-8"))
    font_file("sans")
    font_file("serif")
    positions = range(-1, len(dossier.get("nominations") or []))
    with ProcessPoolExecutor() as pool:
        write = partial(_write, folder, dossier, english=(folder / "files").is_dir())
        done = list(pool.map(write, positions))
    return sum(files for files, _ in done), sum(size for _, size in done)
