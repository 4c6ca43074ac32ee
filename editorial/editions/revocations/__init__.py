"""What the public is told of sign-offs that were taken back, and of the editions under them."""
