"""The tables of pages as files: which rows they have, and how they are answered."""
