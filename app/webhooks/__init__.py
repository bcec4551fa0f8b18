"""Webhooks: addresses that are called when a task has ended."""
