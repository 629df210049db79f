"""WeasyPrint: HTML to pages and PDF, and nothing passes in silence."""
