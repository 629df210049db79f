"""The pages and their generated blocks.

A block stands between `<!-- generated: name -->` and `<!-- /generated -->`; each function of BLOCKS
gives the content of one.  The pages of rules and of Chinese layout are generated whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs._generate import clreq, commands, data_files, documents, dossier, placeholders, rules
from docs._generate.dossier import year

ROOT = Path(__file__).parents[2]
CONTRACTS, MANUAL, RULES_PAGE, CLREQ_PAGE = (
    ROOT / "docs" / name for name in ("contracts.md", "manual.zh.md", "rules.zh.md", "clreq.md")
)
PAGES = (CONTRACTS, MANUAL)
"""Pages with generated blocks."""
BLOCK = re.compile(
    r"(?P<start><!-- generated: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- /generated -->)", re.DOTALL
)

BLOCKS: Mapping[str, Callable[[], str]] = {
    "commands": commands.block_commands,
    "commands-zh": commands.block_commands_zh,
    "exit-codes": commands.block_exit_codes,
    "documents": documents.block_documents,
    "documents-zh": documents.block_documents_zh,
    "document-names": documents.block_document_names,
    "document-keys": documents.block_document_keys,
    "settings": commands.block_settings,
    "activity-keys": data_files.block_activity_keys,
    "manifest-keys": data_files.block_manifest_keys,
    "finding-keys": data_files.block_finding_keys,
    "file-names": dossier.block_file_names,
    "dictionary": dossier.block_dictionary,
    "template-fields": placeholders.block_template_fields,
    "wording": placeholders.block_wording,
}


def regenerated(page: str) -> str:
    """A page with every generated block made anew."""
    return BLOCK.sub(
        lambda found: f"{found['start']}{BLOCKS[found['name']]()}\n{found['end']}", page
    )


def as_they_should_be() -> Iterator[tuple[Path, str]]:
    """Every page on which something is generated, and its whole text made anew."""
    for path in PAGES:
        yield path, regenerated(path.read_text(encoding="utf-8"))
    yield RULES_PAGE, rules.page(year())
    yield CLREQ_PAGE, clreq.page()
