"""Imports: posts come back from an archive, each once."""
