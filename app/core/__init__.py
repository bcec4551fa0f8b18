"""Ground that every feature stands on; knows no feature."""
