"""What can happen to members: admission, naming, classification, matching, affiliations, seats,
accounts. Whatever is dated can be recorded late: `on` may lie in the past."""
