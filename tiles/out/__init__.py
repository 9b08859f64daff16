"""What is written out and read back: archives, downloads, styles, the proof."""
