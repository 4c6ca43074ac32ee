"""When a review is over: it was cancelled, or the text became another one."""
