"""A year's notice as data (`data/activities/<id>/`), and a dossier's values by path as it asks for them."""
