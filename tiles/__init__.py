"""What it looks like on a map: vector tiles, raster tiles, pictures, downloads. Imports `data` only."""
