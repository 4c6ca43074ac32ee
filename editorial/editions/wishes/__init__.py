"""Withdrawals that a person has asked for: hidden at once, in the log as soon as it can be had."""
