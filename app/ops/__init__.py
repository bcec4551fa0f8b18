"""What operators see of a site that runs: whether all is well, how much there is to do, and who does it."""
