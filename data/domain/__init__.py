"""The rules of the law and what follows from figures: numbers in, numbers out. Knows no file and no store."""
