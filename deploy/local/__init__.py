"""Microblog with everything it needs, on one machine: Valkey, a mailbox, the web server, the workers."""
