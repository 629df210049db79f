"""What people fill in: the layout of the workbook, once, and its writers."""
