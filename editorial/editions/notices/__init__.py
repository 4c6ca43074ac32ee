"""The words that the public reads in place of a text that was withdrawn, and who looks at them."""
