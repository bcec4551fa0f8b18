"""The API: what programs can do for a user who has given them a token."""
