"""WeasyPrint: HTML to pages and PDF, and nothing passes in silence."""

import os

from pipeline.tools.weasyprint.loading import watch
from pipeline.tools.weasyprint.windows import name_folders

# Before any module of this room loads WeasyPrint.
name_folders(os.environ)
watch()
