"""How the program is handed to those who install no Python packages by themselves."""
