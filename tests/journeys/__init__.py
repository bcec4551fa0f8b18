"""Whole stories on a real stack: web server, worker, Valkey, SMTP, a browser."""
