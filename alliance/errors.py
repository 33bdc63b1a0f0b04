class RuleViolation(Exception):
    """A rule of the alliance forbids the step; the message is for the person who tried it."""
