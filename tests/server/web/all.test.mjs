// The tests of what the front-end reckons without a page, in one process, so that they share one Vite.
for (const name of ["address", "data", "map-extent", "map-layers", "matching", "timeline"]) await import(`./${name}.mjs`);
