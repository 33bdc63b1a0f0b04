"""The news desk: feeds and pasted addresses become stories, one for each thing that happened."""
