"""What is made of a release after it stands: reports, zips, pictures, files in other formats."""
