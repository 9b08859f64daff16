// Opens docs/examples/borders-and-figures.html in a browser, with MapLibre and with OpenLayers; prints the colour of some places.
// node example_session.mjs BASE_URL PICTURES_FOLDER
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { chromium } = createRequire(join(root, "server/web/package.json"))("playwright-core");
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const [base, pictures] = process.argv.slice(2);
const FOLDERS = ["docs/examples", "server/web/node_modules/maplibre-gl/dist", "tests/clients/node_modules/ol/dist"];
const TYPES = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css" };
const SIZE = 800;
const PLACES = { Zeewolde: [5.45, 52.33], Emmen: [6.9, 52.78], Texel: [4.82, 53.08], sea: [3.6, 52.6] };

const server = createServer((question, answer) => {
  const name = new URL(question.url, "http://localhost").pathname.slice(1);
  const path = FOLDERS.map((folder) => join(root, folder, name)).find((one) => name && existsSync(one));
  answer.writeHead(path ? 200 : 404, { "Content-Type": TYPES[extname(name)] ?? "text/plain" });
  answer.end(path ? readFileSync(path) : "");
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });

/** Where a place is on the page: web mercator around the middle of the map, 512 pixels for the world at zoom 0. */
function pixel([lon, lat]) {
  const at = ([x, y]) => [(x + 180) / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + (y * Math.PI) / 360)) / (2 * Math.PI)];
  const [middle, place] = [at([5.3, 52.15]), at([lon, lat])];
  return place.map((value, n) => Math.round(SIZE / 2 + (value - middle[n]) * 512 * 2 ** 6));
}

async function seen(library, month) {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  const said = [];
  page.on("console", (message) => { if (message.type() === "error") said.push(message.text()); });
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/borders-and-figures.html?base=${base}&month=${month}&with=${library}`);
  await page.waitForSelector(`body[data-ready=${library}]`, { timeout: 60_000 }).catch((error) => said.push(String(error)));
  const picture = await page.screenshot({ path: join(pictures, `${library}-${month}.png`), clip: { x: 0, y: 0, width: SIZE, height: SIZE } });
  const colours = await page.evaluate(async ([encoded, places]) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    pen.drawImage(bitmap, 0, 0);
    const hex = ([x, y]) => `#${[...pen.getImageData(x, y, 1, 1).data].slice(0, 3).map((v) => v.toString(16).padStart(2, "0")).join("")}`;
    return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, hex(place)]));
  }, [picture.toString("base64"), Object.fromEntries(Object.entries(PLACES).map(([name, place]) => [name, pixel(place)]))]);
  await page.close();
  return { colours, said };
}

const told = {};
for (const library of ["maplibre", "openlayers"]) told[library] = await seen(library, "2026-11-01");
await browser.close();
server.close();
console.log(JSON.stringify(told));
