"""What the house does towards readers and watchers while its log has lost its end."""
