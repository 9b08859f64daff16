"""Maps and swatches as SVG inside a page."""
