"""Stage `convert`: Word files give PDF, through LibreOffice, many files in one call."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.convert.proof import proofread
from pipeline.convert.stand_ins import spoken
from pipeline.errors import InputError, UsageError, WuxiaoError, reason
from pipeline.filekinds import Group, kind_of
from pipeline.papers.manifest import StandIn
from pipeline.store import write_whole
from pipeline.tools.office.program import convert_to_pdf
from pipeline.tools.word.notices import notices

WORD_SUFFIXES = frozenset({".docx", ".doc", ".wps", ".odt", ".rtf"})
"""What LibreOffice Writer opens."""

_REMEDIES = {
    "locked": "用Word或WPS打开，去掉密码后另存",
    "empty": "从原来的地方重新复制一份",
    "zeros": "从原来的地方重新复制一份",
}


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of a Word file.

    Attributes:
        path: Its PDF.
        stand_ins: The fonts in it that stand in for others.
        notices: What is told of the Word file: tracked changes, links that were not followed.
        error: Why there is no PDF; None where there is one.
    """

    path: Path
    stand_ins: tuple[StandIn, ...] = ()
    notices: tuple[str, ...] = ()
    error: WuxiaoError | None = None

    @property
    def said_of_file(self) -> tuple[str, ...]:
        """That the final text counts, that links were not followed, for a clerk."""
        return tuple(f"! {self.path.name}：{each}。" for each in self.notices)

    @property
    def said_of_fonts(self) -> tuple[str, ...]:
        """The stand-ins, each in a line for a clerk."""
        return tuple(map(spoken, self.stand_ins))


def convert(files: Sequence[Path], folder: Path | None = None) -> list[Converted]:
    """Convert Word files to PDF of the same names; one that cannot be converted does not stop the others.

    A PDF is checked before it takes its place; an older one of the same name is replaced.

    Args:
        files: The Word files.
        folder: Where the PDFs go; None: beside each Word file.

    Returns:
        The PDF of each file, in order, or why there is none: the file is missing, damaged or no Word file;
        LibreOffice gave nothing; a character of a `.docx` is not in its PDF, or broken in half; a PDF of
        that name is open in another program, or the disk is full.  Stand-ins are told of `.docx` files alone.

    Raises:
        UsageError: Two files would give the same PDF.
        ToolMissingError: There is no LibreOffice.
    """
    targets = [(folder or each.parent) / f"{each.stem}.pdf" for each in files]
    _refuse_doubles(targets)
    wrong = {file: error for file in files if (error := _why_not(file))}
    pdfs = _converted([file for file in files if file not in wrong])
    return [
        _placed(file, target, wrong.get(file) or pdfs[file])
        for file, target in zip(files, targets, strict=True)
    ]


def say_of(results: Sequence[Converted]) -> Iterator[str]:
    """What a clerk is told of converted files, line by line: what failed, what the PDFs do not show by themselves."""
    failed = [each for each in results if each.error]
    made = [each for each in results if not each.error]
    yield from (f"✗ {each.error}" for each in failed)
    yield from (line for each in made for line in each.said_of_file)
    yield from dict.fromkeys(said for each in made for said in each.said_of_fonts)
    if failed and made:
        yield f"! 转了{len(made)}个，有{len(failed)}个没有转成，原因见上。"


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes | WuxiaoError]:
    """Convert Word files in memory, for documents whose Word template the office changed.

    Args:
        documents: Names (for messages) and contents of `.docx` files.

    Returns:
        The PDF of each, under the same name, or why there is none.

    Raises:
        ToolMissingError: There is no LibreOffice.
    """
    with tempfile.TemporaryDirectory(prefix="wuxiao-convert-", ignore_cleanup_errors=True) as name:
        files = {}
        for number, (title, content) in enumerate(documents.items(), start=1):
            files[title] = Path(name, str(number), f"{Path(title).stem}.docx")
            files[title].parent.mkdir()
            files[title].write_bytes(content)
        pdfs = _converted(list(files.values()))
        return {title: pdfs[file] for title, file in files.items()}


def claimed(pdf: bytes, title: str) -> bytes:
    """A finished PDF by LibreOffice that says what it is fit for: PDF/A, PDF/UA.

    Args:
        pdf: The PDF, as nothing will change it any more.
        title: What it is called where it says nothing itself.

    Raises:
        OutputError: It cannot be read.
    """
    from pipeline.tools.pdf.claiming import claiming  # noqa: PLC0415 - its checkers load slowly

    return claiming(pdf, title)


def _converted(files: Sequence[Path]) -> dict[Path, bytes | WuxiaoError]:
    with tempfile.TemporaryDirectory(prefix="wuxiao-convert-", ignore_cleanup_errors=True) as stage:
        made = convert_to_pdf(files, Path(stage))
        return {
            file: each if isinstance(each, WuxiaoError) else each.read_bytes()
            for file, each in zip(files, made, strict=True)
        }


def _placed(file: Path, target: Path, pdf: bytes | WuxiaoError) -> Converted:
    """Read a PDF over and put it in its place."""
    try:
        if isinstance(pdf, WuxiaoError):
            raise pdf
        done = _proofread(file, target, pdf)
        write_whole(target, claimed(pdf, file.stem))
    except WuxiaoError as error:
        return Converted(target, error=error)
    return done


def _proofread(file: Path, target: Path, pdf: bytes) -> Converted:
    if file.suffix.lower() != ".docx":
        return Converted(target)
    word = file.read_bytes()
    proof = proofread(word, pdf, name=file.name)
    return Converted(target, proof.stand_ins, notices(word, file.name))


def _why_not(file: Path) -> InputError | None:
    """Why a file cannot be one that LibreOffice Writer opens as a document: it would take anything for text."""
    if not file.is_file():
        return InputError("找不到这个文件", where=str(file), remedy="检查文件名和位置")
    if file.suffix.lower() not in WORD_SUFFIXES:
        return InputError("不是Word文件", where=str(file), remedy="只给出 .docx 文件")
    try:
        kind = kind_of(file)
    except OSError as error:
        return InputError(
            "打不开", where=str(file), why=reason(error), remedy="关闭正在使用它的程序后再试"
        )
    if kind.group is Group.WORD or kind.id == "office":
        return None
    return InputError(
        "内容不是Word文件",
        where=str(file),
        why=f"是{kind.label}",
        remedy=_REMEDIES.get(kind.id, "用Word或WPS打开后另存为 .docx"),
    )


def _refuse_doubles(targets: Sequence[Path]) -> None:
    double = [target for target, times in Counter(targets).items() if times > 1]
    if double:
        raise UsageError(
            "有几个文件会转成同一个PDF", where=str(double[0]), remedy="改文件名，或分几次转换"
        )
