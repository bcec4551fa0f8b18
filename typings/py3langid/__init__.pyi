"""What we use of py3langid, which has no types of its own."""
