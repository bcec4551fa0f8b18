"""How the site looks to somebody: light or dark, and its own picture."""
