"""One adapter per outside tool or library."""
