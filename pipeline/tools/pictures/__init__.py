"""Pillow: photos made ready for print, pictures looked at."""
