"""Who people are: accounts, log-in, profiles, follows."""
