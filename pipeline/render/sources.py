"""Which template files a document comes from: the office's own, the activity's, or ours.

A folder `templates/<document>/` inside the dossier goes before the activity's, and that before ours,
file by file.  Where a `word.docx` goes before the `print.html` there is, or there is none, the PDF
follows the Word file through LibreOffice.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.errors import TemplateError, reason
from pipeline.papers.documents import Document
from pipeline.render.html import page_environment
from pipeline.render.paths import said_of_path
from pipeline.tools.jinja.placeholders import Misspelt, find_misspelt, refuse_misspelt
from pipeline.typefaces import css as typefaces
from pipeline.typefaces import installed

WORD, PAGE = "word.docx", "print.html"
_NO_LOOK = frozenset({".docx", ".html", ".toml", ".py"})
SHARED = "_shared"
_OWN = "templates"
_GLOBALS = ("photo", "draft", "title")
"""What the two engines add to the context themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The template files of one document.

    Attributes:
        folders: Template folders, the dossier's own first.
        word: The Word template.
        page: The print template; None where there is none.
        pdf_from_word: Whether the PDF is made from the Word file, by LibreOffice.
        word_digest: Digest of all that makes the Word file but the data.
        pdf_digest: Digest of all that makes the PDF but the data.
        look_digest: Digest of all that makes the PDF but the page's HTML: styles, fonts, program.
    """

    folders: tuple[Path, ...]
    word: Path
    page: Path | None
    pdf_from_word: bool
    word_digest: str
    pdf_digest: str
    look_digest: str

    @property
    def has_own(self) -> bool:
        """Whether templates that are not ours may go into it: the dossier's, the activity's."""
        return len(self.folders) > 1

    @property
    def word_is_own(self) -> bool:
        """Whether the Word template is not ours."""
        return not self.word.is_relative_to(self.folders[-1])

    @property
    def page_is_own(self) -> bool:
        """Whether the print template is not ours, or may take in one that is not."""
        own = self.page is not None and not self.page.is_relative_to(self.folders[-1])
        return own or any((folder / SHARED).is_dir() for folder in self.folders[:-1])


def template_folders(shipped: Path, *owners: Path | None) -> tuple[Path, ...]:
    """The template folders there are: those of the owners (dossier, activity), then ours.

    Raises:
        TemplateError: Something in one of the owners' is a link to elsewhere.
    """
    own = [owner / _OWN for owner in owners if owner]
    for folder in own:
        _refuse_links(folder)
    return (*(folder for folder in own if folder.is_dir()), shipped)


def has_templates(owner: Path) -> bool:
    """Whether a dossier or an activity brings templates of its own."""
    return (owner / _OWN).is_dir()


def _refuse_links(folder: Path) -> None:
    """Refuse links out of the folder that `folder` lies in: nothing is read that is not the owner's."""
    home = folder.parent.resolve()
    inside = (Path(top, name) for top, *names in os.walk(folder) for each in names for name in each)
    for path in (folder, *inside):
        if (path.exists() or path.is_symlink()) and not path.resolve().is_relative_to(home):
            raise TemplateError(
                "是指向别处的链接，没有读取",
                where=said_of_path(path),
                remedy="把文件本身放到这里，代替链接",
            )


def find_sources(
    documents: Sequence[Document], shipped: Path, *owners: Path | None
) -> Mapping[str, Sources]:
    """The template files of every document.

    Args:
        documents: The documents.
        shipped: Our templates.
        owners: Folders with `templates/` of their own: the dossier's, then the activity's.

    Raises:
        TemplateError: An own `templates/` holds what no document is called.
    """
    folders = template_folders(shipped, *owners)
    for folder in folders[:-1]:
        _refuse_strangers(folder, [document.id for document in documents])
    return {document.id: _sources(document.id, folders) for document in documents}


def _refuse_strangers(own: Path, known: list[str]) -> None:
    for path in sorted(own.iterdir()):
        if path.is_dir() and path.name not in known and not path.name.startswith((".", "_")):
            near = difflib.get_close_matches(path.name, known, n=1, cutoff=0.4)
            raise TemplateError(
                "没有这种文书",
                where=said_of_path(path),
                why=f"文件夹名应为{'、'.join(known)}之一",
                remedy=(f"改名为{near[0]}" if near else "改名或移走该文件夹")
                + "；新的文书要有 document.toml",
            )


def _sources(document: str, folders: tuple[Path, ...]) -> Sources:
    word, page = _first(folders, document, WORD), _first(folders, document, PAGE)
    if word is None:
        raise TemplateError(
            "缺少模板文件", where=f"{document}/{WORD}", remedy="补上该文件，或重新安装本程序"
        )
    pdf_from_word = page is None or _rank(word, folders) < _rank(page, folders)
    word_digest = _digest(word)
    fonts = typefaces.sheet() + installed.stamp()
    page_digest = _digest(*filter(None, [page]), *_shared_files(folders), more=fonts)
    looks = [*_looks(folders, document), *_looks(folders, SHARED)]
    return Sources(
        folders=folders,
        word=word,
        page=page,
        pdf_from_word=pdf_from_word,
        word_digest=word_digest,
        pdf_digest=word_digest if pdf_from_word else page_digest,
        look_digest=_digest(*looks, more=fonts),
    )


def _first(folders: tuple[Path, ...], document: str, name: str) -> Path | None:
    candidates = (folder / document / name for folder in folders)
    return next((path for path in candidates if path.is_file()), None)


def _rank(template: Path, folders: tuple[Path, ...]) -> int:
    """How many folders go before a template's own."""
    return folders.index(template.parents[1])


def _shared_files(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (folder / SHARED).glob("*") if path.is_file())


def _looks(folders: tuple[Path, ...], name: str) -> Iterator[Path]:
    """Files that a page may take its look from: style sheets, pictures."""
    for folder in folders:
        for path in sorted((folder / name).glob("*")):
            if path.is_file() and path.suffix not in _NO_LOOK:
                yield path


def _digest(*files: Path, more: str = "") -> str:
    digest = hashlib.sha256(__version__.encode())
    digest.update(more.encode())
    for path in files:
        digest.update(_content_digest(path, path.stat().st_mtime_ns))
    return digest.hexdigest()


@cache
def _content_digest(path: Path, modified_ns: int) -> bytes:  # noqa: ARG001 — part of the cache's key
    return hashlib.sha256(path.read_bytes()).digest()


def own_files(sources: Sources) -> Iterator[Path]:
    """The templates of a document that are not ours."""
    if sources.word_is_own:
        yield sources.word
    if sources.page is not None and not sources.page.is_relative_to(sources.folders[-1]):
        yield sources.page


def check_own_template(path: Path, specimen: Mapping[str, Any]) -> None:
    """Refuse a template of the office's or the activity's own that names what does not exist.

    Raises:
        TemplateError: Names the file, the placeholder and the nearest right name.
    """
    where = said_of_path(path)
    refuse_misspelt(misspelt_in(path, specimen, where=where), where=where)
    if path.suffix == ".docx":
        from pipeline.tools.word import refuse_losses, template_sources  # noqa: PLC0415 - loads slowly

        refuse_losses(template_sources(path, where).values(), where)


def notices_of_templates(sources: Mapping[str, Sources]) -> tuple[str, ...]:
    """What is to be told of Word templates that are not ours: tracked changes, links out of them.

    Raises:
        TemplateError: One is damaged.
    """
    own = [each.word for each in sources.values() if each.word_is_own]
    if not own:
        return ()
    from pipeline.tools.word.notices import notices  # noqa: PLC0415 - loads slowly

    return tuple(
        f"{said_of_path(path)}：{said}"
        for path in own
        for said in notices(path.read_bytes(), said_of_path(path))
    )


def misspelt_in(path: Path, specimen: Mapping[str, Any], *, where: str) -> list[Misspelt]:
    """The placeholders of a template file that name nothing.

    Raises:
        TemplateError: It cannot be read or is not Jinja.
    """
    known = {**specimen, **dict.fromkeys(_GLOBALS, None)}
    if path.suffix != ".docx":
        [text] = template_texts(path)
        return find_misspelt(text, known, page_environment(()), where=where)
    from pipeline.render.word import word_environment  # noqa: PLC0415 - loads slowly, rarely needed
    from pipeline.tools.word import template_sources  # noqa: PLC0415

    return [
        each
        for source in template_sources(path, where).values()
        for each in find_misspelt(
            source.text, known, word_environment(), where=where, place=source.place
        )
    ]


def template_texts(path: Path) -> Sequence[str]:
    """The Jinja source of a template file, part by part.

    Raises:
        TemplateError: It cannot be read.
    """
    if path.suffix == ".docx":
        from pipeline.tools.word import template_sources  # noqa: PLC0415 - loads slowly, rarely needed

        return tuple(each.text for each in template_sources(path, said_of_path(path)).values())
    try:
        return (path.read_text(encoding="utf-8"),)
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(
            "模板读不出来",
            where=said_of_path(path),
            why=reason(error, "不是UTF-8编码"),
            remedy="存为UTF-8编码",
        ) from error
