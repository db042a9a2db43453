"""The learned reader: one small transformer reads each window once, and every head works from what it saw."""
