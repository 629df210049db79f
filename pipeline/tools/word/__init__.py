"""Word files: a `.docx` template and values give a `.docx`.

The only module that touches docxtpl.  docxtpl turns what stands in Word (placeholders that Word
split over several runs, `{%tr … %}` rows) into Jinja source; that is compiled once per process, in
the strict, sandboxed, escaping environment we are given.  The same values give the same bytes.
"""

from pipeline.tools.word.final import FINAL_TEXT_COUNTS, has_changes
from pipeline.tools.word.markup import (
    Picture,
    Pictures,
    broken_markup,
    clean,
    run_markup,
    text_markup,
)
from pipeline.tools.word.source import refuse_losses
from pipeline.tools.word.template import About, Filled, fill_word, template_sources

__all__ = [
    "FINAL_TEXT_COUNTS",
    "About",
    "Filled",
    "Picture",
    "Pictures",
    "broken_markup",
    "clean",
    "fill_word",
    "has_changes",
    "refuse_losses",
    "run_markup",
    "template_sources",
    "text_markup",
]
