"""LibreOffice: Word files to PDF."""
