"""Builds the Word templates that are shipped: `python -m templates._word`.

`templates/<document>/word.docx` is made by the `word.py` beside it, so that it can be made again,
byte for byte, and so that all of them share one set of styles.  Offices restyle them in WPS or
Word; they need nothing from here.
"""
