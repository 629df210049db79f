"""PDFs: ours settled and merged by pikepdf, read by pypdf, measured and drawn by pdfium; strangers' by pikepdf."""
