"""The figures as maps and files: vector tiles, raster tiles, pictures, downloads. Imports `data` only."""
