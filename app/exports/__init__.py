"""The archive of a person's posts, and its way to their mailbox."""
