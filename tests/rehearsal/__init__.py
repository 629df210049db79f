"""A year of an office lived through by command line: a test, and a story that a person can watch."""
