"""The tests: a mirror of app/, and whole stories in journeys/."""
