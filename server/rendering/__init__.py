"""What is made from a finished release: reports, zips, pictures, files in other formats."""
