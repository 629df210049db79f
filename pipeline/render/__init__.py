"""Stage `render`: a dossier and templates give filled Word files, and pages as HTML."""
