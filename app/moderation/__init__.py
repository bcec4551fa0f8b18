"""Keeping people apart who want it, and what administrators do about what others report."""
