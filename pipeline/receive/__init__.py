"""Scans back in: which page each is, what was signed and sealed on it, what is still missing."""
