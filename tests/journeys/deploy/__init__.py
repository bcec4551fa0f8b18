"""The ways to run it for real, each with the real programs."""
