"""One investigation, kept in one SQLite file."""
