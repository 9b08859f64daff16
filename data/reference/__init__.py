"""Reference files that come with the product; README.md says where each comes from. No code."""
