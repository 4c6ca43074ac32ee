"""Two people, or a person and a clock, at the same text in the same moment."""
