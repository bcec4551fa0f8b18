"""Search: posts and people by their words, in the database's own full-text index."""
