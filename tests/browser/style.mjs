// Our style and tiles in a map that somebody else makes with MapLibre: another site, their script, our addresses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { open, site, test } from "./site.mjs";

const FOLDER = new URL("../../server/web/node_modules/maplibre-gl/dist/", import.meta.url);
const PAGE = `<!doctype html><html lang="nl"><title>Kaart van een ander</title><div id="m" style="position:absolute;inset:0"></div>
<script type="module">
import * as maplibre from "/maplibre-gl.mjs";
window.wrong = [];
const map = new maplibre.Map({ container: "m", style: "BASE/styles/status.json", center: [4.8, 52.1], zoom: 9, fadeDuration: 0 });
map.on("error", (event) => window.wrong.push(String(event.error.message)));
map.on("idle", () => {
  const found = (layers) => map.queryRenderedFeatures({ layers }).map((feature) => feature.properties);
  window.found = { names: found(["naam"]).length, klassen: found(["klasse-goed", "klasse-enigszins", "klasse-achter"]).map((p) => p.klasse) };
});
</script>`;

/** A site with a page and the scripts of MapLibre. */
async function siteWithMap(html) {
  const guest = createServer((request, answer) => {
    const { pathname } = new URL(request.url, "http://localhost"); // the worker is asked for with its version behind it
    const script = pathname.endsWith(".mjs");
    answer.setHeader("Content-Type", script ? "text/javascript" : "text/html");
    answer.end(script ? readFileSync(new URL(pathname.slice(1), FOLDER)) : html);
  });
  guest.unref(); // a test that fails does not close it
  await new Promise((done) => guest.listen(0, "127.0.0.1", done));
  return { url: `http://localhost:${guest.address().port}/`, close: () => guest.close() };
}

test("a map on another site takes our style, tiles and letters", async () => {
  const base = await site();
  const other = await siteWithMap(PAGE.replaceAll("BASE", base));
  const { page, watch } = await open(other.url, { ready: false });
  await page.waitForFunction(() => window.found, null, { timeout: 40000 });
  const { names, klassen } = await page.evaluate(() => window.found);
  assert.deepEqual(await page.evaluate(() => window.wrong), []);
  assert.ok(names > 40, `${names} names`);
  assert.deepEqual([...new Set(klassen)].sort(), [1, 2, 3]);
  assert.ok(watch.requests.some((address) => address.startsWith(`${base}/fonts/`)));
  assert.ok(watch.requests.some((address) => address.startsWith(`${base}/tiles/actueel/`)));
  await page.context().close();
  other.close();
});
