"""What the browser is told between two pages."""
