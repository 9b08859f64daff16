"""Areas of one's own choice side by side: the page and its parts."""
