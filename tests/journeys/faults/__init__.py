"""What goes wrong, done to the real thing: no lie, nobody stuck, nothing lost, nothing doubled."""
