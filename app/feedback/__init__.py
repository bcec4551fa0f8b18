"""What people say about the site: a rating and some words, from anybody."""
