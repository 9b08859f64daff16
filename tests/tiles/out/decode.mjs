// Prints what @mapbox/vector-tile reads in the tiles named on standard input, one JSON line a tile.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2]);
const { VectorTile } = await import(pathToFileURL(require.resolve("@mapbox/vector-tile")).href);
const { PbfReader, default: Pbf } = await import(pathToFileURL(require.resolve("pbf")).href);
const Reader = PbfReader ?? Pbf;

for await (const path of createInterface({ input: process.stdin })) {
  const tile = new VectorTile(new Reader(readFileSync(path)));
  const layers = {};
  for (const [name, layer] of Object.entries(tile.layers)) {
    layers[name] = [];
    for (let n = 0; n < layer.length; n++) {
      const feature = layer.feature(n);
      layers[name].push({
        id: feature.id ?? null,
        type: feature.type,
        properties: feature.properties,
        geometry: feature.loadGeometry().map((ring) => ring.map((p) => [p.x, p.y])),
      });
    }
  }
  process.stdout.write(JSON.stringify(layers) + "\n");
}
