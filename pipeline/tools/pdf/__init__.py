"""Finished PDFs: merged by pypdf, measured and drawn by pdfium."""
