"""Where Word may break a line: the characters that may not begin or end one (GB/T 15834-2011, 5.1).

Word and WPS take lists of their own unless a file brings some.  Ours go further, so that dates and figures
keep together and the text has no joining characters in it, which some programs draw as boxes and no search
finds.  LibreOffice (7.4) does not read them from the file and is told otherwise (`pipeline/tools/office/`).
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from pipeline.dossier.characters import NOT_FIRST, NOT_LAST

SETTINGS = (
    f'<w:noLineBreaksAfter w:lang="zh-CN" w:val={quoteattr(NOT_LAST)}/>'
    f'<w:noLineBreaksBefore w:lang="zh-CN" w:val={quoteattr(NOT_FIRST)}/>'
)
"""For settings.xml (ECMA-376 part 1, 17.15.1.58 and 59)."""
