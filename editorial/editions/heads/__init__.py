"""The signed heads of the log, kept outside the database, so that a tail cut off shows."""
