"""Measurements of Microblog against the best that the machine could do."""
