"""A dossier as it was read, and what was found out about its files: what stages hand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pipeline.dossier.findings import Finding, Source
from pipeline.dossier.models import Dossier, Nomination
from pipeline.dossier.pictures import CellPicture, FilePlaces
from pipeline.dossier.places import Homes


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What was found out about a file of a dossier.

    Attributes:
        size_bytes: Size; None where there is no such file.
        kind: What the content is, an id of `filekinds`: `jpeg`, `pdf`, `video`…; empty where like nothing known.
        problem: Why it cannot be used, in Chinese, to be read after the file's name.
        unknown: Why we cannot tell, in Chinese.
        remedy: What helps against either, in Chinese.
        width_px, height_px: Size of a picture as it is shown.
        pages, milliseconds: Length of a PDF; of a video.
        digest: The same for files of the same content; empty where it was not taken (videos are long).
    """

    size_bytes: int | None = None
    kind: str = ""
    problem: str = ""
    unknown: str = ""
    remedy: str = ""
    width_px: int | None = None
    height_px: int | None = None
    pages: int | None = None
    milliseconds: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A dossier as it was read (stage `load`).

    Attributes:
        folder, name: The dossier folder; its name, which also names the output folder.
        file: The workbook or YAML file the values came from, relative to `folder`.
        dossier: The values.
        pictures: Pictures of the workbook that `dossier` names beside files, by these names.
        sources: Where each value or word for "none" stands, by path: `nominations[0].lead.name`.
        homes: Where values belong, also those that are missing.
        nothings: What was written where nothing was filled in, such as `/`, by the same paths.
        findings: What could not be read.  A value with a finding is missing from `dossier`.
    """

    folder: Path
    name: str
    file: str
    dossier: Dossier
    pictures: Mapping[str, CellPicture] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    homes: Homes = field(default_factory=Homes)
    nothings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[Finding, ...] = ()

    @property
    def activity_id(self) -> str:
        """The activity that it is for: what names none cannot be read."""
        return self.dossier.activity or ""

    @property
    def files(self) -> FilePlaces:
        """Where the files are that `dossier` names."""
        return FilePlaces(self.folder, self.pictures)

    def nominations(self) -> Iterator[tuple[str, Nomination]]:
        """Each nomination with its path, `nominations[0]` and so on."""
        for index, nomination in enumerate(self.dossier.nominations):
            yield f"nominations[{index}]", nomination

    def places(self, path: str) -> Iterator[Source]:
        """Where a value stands or belongs, then what is around it; the file itself comes last."""
        yield from self.homes.around(path, self.sources)
        yield Source(self.file)
