"""The stack on one machine: what a newcomer starts, and that nothing of it remains."""
