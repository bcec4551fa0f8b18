"""Mails that must arrive, once: what became of each is kept."""
