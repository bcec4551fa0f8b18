"""Several hosts with a network between them, and what happens when it is cut."""
