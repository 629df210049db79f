"""Pages that a scanner or a telephone took: their codes read, put upright, compared with what was printed."""
