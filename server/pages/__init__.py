"""What the pages show, worked out before a template gets it."""
