"""What an installation is made of, and under which licences: the bill of materials and its page."""
