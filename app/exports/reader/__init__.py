"""The pages inside an archive on which a person reads it, without a network."""
