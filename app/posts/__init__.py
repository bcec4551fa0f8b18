"""What people write, and the timelines that show it."""
