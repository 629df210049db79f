"""Stage `render`: a dossier and templates give filled Word files and laid-out pages."""
