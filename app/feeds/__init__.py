"""What anybody may read where its author has said so: profiles, posts, and Atom feeds of them."""
