"""What is found in templates of an office's own before anything is made with them.

In a build it is looked for in a process that is ended when it takes too long; here it is looked for directly.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as WordFile

from pipeline.errors import TemplateError
from pipeline.load import load
from pipeline.make import pages, trials
from pipeline.make.plan import plan_build
from pipeline.papers.documents import load_documents
from pipeline.render.sources import find_sources, own_files
from pipeline.settings import Settings
from tests.conftest import Desk
from tests.render.cases import ACTIVITY_FOLDER, TEMPLATES
from tests.tools.word.test_template import texts

PLEDGE = "lead_pledge"
DOCUMENTS = {each.id: each for each in load_documents(TEMPLATES)}


def own(folder: Path, *, page: str = "", word: str = "") -> Path:
    """A folder with a template of its own for the lead's pledge."""
    templates = folder / "templates" / PLEDGE
    templates.mkdir(parents=True)
    if page:
        (templates / "print.html").write_text(page, encoding="utf-8")
    if word:
        document = WordFile()
        document.add_paragraph(word)
        document.save(str(templates / "word.docx"))
    return folder


def tried(folder: Path) -> None:
    sources = find_sources(tuple(DOCUMENTS.values()), TEMPLATES, folder)[PLEDGE]
    paths = list(own_files(sources))
    assert paths
    for path in paths:
        trials._try(path, DOCUMENTS[PLEDGE], sources, ACTIVITY_FOLDER)


def test_templates_that_are_right_are_let_be(tmp_path: Path) -> None:
    tried(
        own(
            tmp_path,
            page="<p>{{ lead.name }}</p>",
            word="{{ lead.name }}{{ nomination.before.photos }}",
        )
    )


@pytest.mark.parametrize("kind", ["page", "word"])
def test_a_name_that_there_is_not_is_told_with_its_file(kind: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"lead_pledge.*lead\.nmae"):
        tried(own(tmp_path, **{kind: "{{ lead.nmae }}"}))


@pytest.mark.parametrize("kind", ["page", "word"])
def test_what_fails_with_a_made_up_nomination_may_be_right_with_a_real_one(
    kind: str, tmp_path: Path
) -> None:
    tried(own(tmp_path, **{kind: "{{ lead.name + 1 }}"}))


def test_a_paper_is_filled_into_an_own_word_template(desk: Desk) -> None:
    own(desk.folder, word="承诺人：{{ lead.name }}")
    settings = Settings(out=desk.output)
    plan = plan_build(load(desk.folder, settings.find_activity), (), settings, desk.out)
    paper = next(each for each in plan.papers if each.document == PLEDGE)
    (place,) = paper.members
    name = plan.dossier.nominations[place].lead.name
    assert name
    made = pages._packed_word(plan, paper, "")
    assert texts(made.pack()) == [f"承诺人：{name}"]
    assert made.digest != pages._packed_word(plan, plan.papers[-1], "").digest
