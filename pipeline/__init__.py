"""五小 forms: nomination papers, from the workbook to the archive."""

__version__ = "1.0.0"
