"""Draws the pictures, certificates and small videos of the sample dossiers: `make samples`.

A developer's tool: the program does not need it, and the wheel does not carry it.
"""
