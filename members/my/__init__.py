"""`/my/`: where a member company keeps its own entry."""
