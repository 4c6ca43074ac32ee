"""Is this log the one whose heads were signed? After a restore of an older backup it is not."""
