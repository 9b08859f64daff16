"""What lies ready: whole answers that are kept, and answered without Flask and without waiting."""
