"""A dossier: its fields, its values, what is wrong with it, and what counts as text."""
