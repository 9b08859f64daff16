"""Pictures with everything on them: title, map, legend, date, source and address, as SVG, PNG and PDF."""
