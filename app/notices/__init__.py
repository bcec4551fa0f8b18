"""Notices that programs have written down: the guide's example of work after a response."""
