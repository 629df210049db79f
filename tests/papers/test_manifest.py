"""What the manifest tells, and what it keeps to itself."""

from __future__ import annotations

from pipeline.papers.manifest import FileEntry, FileKind, Manifest, without_personal_data

NUMBER = "025335594711"
"""A telephone number, in a text; in a digest it is none."""
DIGEST = NUMBER + "fa5153" * 8 + "beef"


def entry() -> FileEntry:
    return FileEntry(
        path="word/提名函.docx", kind=FileKind.WORD, sha256=DIGEST, subject=f"电话{NUMBER}",
        data_digest=DIGEST, template_digest=DIGEST, codes=(DIGEST,),
    )  # fmt: skip


def test_a_digest_that_looks_like_a_telephone_number_stays_and_the_number_goes() -> None:
    whole = Manifest(
        dossier="材料",
        activity="a",
        program="1",
        input_digest=DIGEST,
        draft=False,
        files=(entry(),),
    )
    clean = without_personal_data(whole)
    [file] = clean.files
    digests = {clean.input_digest, file.sha256, file.data_digest, file.template_digest, *file.codes}
    assert digests == {DIGEST}
    assert NUMBER not in file.subject
    assert file.path == "word/提名函.docx"
