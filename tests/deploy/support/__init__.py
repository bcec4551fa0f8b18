"""A terminal for the newcomer."""
