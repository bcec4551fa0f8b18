"""Backups: snapshots of the database in another place, made while the application writes."""
