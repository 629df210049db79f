"""PDFs: ours merged by pypdf, measured and drawn by pdfium; strangers' opened by pikepdf."""
