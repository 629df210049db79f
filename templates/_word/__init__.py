"""Builds the Word templates that are shipped: `python -m templates._word`.

The nine `templates/<document>/word.docx` are made by code, so that they can be made again, byte for
byte, and so that all of them share one set of styles.  Offices restyle them in WPS or Word; they
need nothing from here.
"""
