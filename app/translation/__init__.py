"""In which language a post is, and what it says in the reader's."""
