"""The typefaces of official paper, and what this computer has of them."""
