// Starts the real website on the embedded example, and a browser; shared by all browser tests.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { test as nodeTest } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const require = createRequire(join(root, "server/web/package.json"));
const { chromium } = require("playwright-core");

// Without windows, bars and their own pages it takes 40% less processor time for the same tests than a whole Chromium
const PROGRAMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
const CHROMIUM = PROGRAMS.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));
const QUIET = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// Only the map is drawn by the (imitated) graphics card: a page drawn by it too takes twice the processor time
const WEBGL = [
  ...QUIET,
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-gpu-rasterization",
  "--disable-gpu-compositing",
];

/** A test that ends within a minute, whatever happens. */
export const test = (name, body) => nodeTest(name, { timeout: 60_000 }, body);

let state;
let server;
let url;
const browsers = new Map();

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** The address of the running site; it is started on first use. */
export async function site() {
  if (url) return url;
  state = mkdtempSync(join(tmpdir(), "landinbeeld-browser-"));
  const command = join(root, ".venv/bin/landinbeeld");
  const env = { ...process.env, LANDINBEELD_STATE_DIR: state };
  for (const args of [
    ["snapshots", "example"],
    ["tiles", "build"],
  ]) {
    const done = spawnSync(command, args, { cwd: root, env, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`landinbeeld ${args.join(" ")}: ${done.stderr}`);
  }
  const port = await freePort();
  server = spawn(command, ["serve", "--port", String(port)], { cwd: root, env, stdio: "ignore", detached: true });
  url = `http://127.0.0.1:${port}`;
  for (let n = 0; n < 100; n++) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) return url;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("de website start niet");
}

async function browser(webgl) {
  if (!browsers.has(webgl)) {
    browsers.set(
      webgl,
      await chromium.launch({
        executablePath: CHROMIUM,
        args: webgl ? WEBGL : [...QUIET, "--disable-gpu", "--disable-webgl", "--disable-3d-apis"],
      }),
    );
  }
  return browsers.get(webgl);
}

/**
 * A page with everything that must not happen written down: errors on the console, requests to others, cookies.
 * `watch.check()` fails when something did.
 */
export async function open(path, options = {}) {
  const { webgl = true, width = 1280, height = 800, ready = true, expectErrors = false, onAnswer, before, ...context } = options;
  const base = await site();
  const session = await (await browser(webgl)).newContext({ viewport: { width, height }, ...context });
  const page = await session.newPage();
  const watch = { errors: [], foreign: [], requests: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !/GPU stall|GL Driver/.test(message.text())) {
      watch.errors.push(message.text());
    }
  });
  page.on("pageerror", (error) => watch.errors.push(String(error)));
  page.on("request", (request) => {
    const address = request.url();
    watch.requests.push(address);
    if (!/^(data|blob):/.test(address) && !address.startsWith(base)) watch.foreign.push(address);
  });
  if (onAnswer) page.on("response", onAnswer);
  await before?.(page);
  await page.goto(path.startsWith("http") ? path : base + path);
  if (ready) await page.mouse.move(3, 3); // a reader: the live map waits for one
  if (ready && webgl && context.javaScriptEnabled !== false && (await page.locator("#kaart").count())) {
    await page.waitForSelector("#kaart[data-klaar]", { timeout: 30000 });
  }
  return {
    page,
    watch,
    base,
    async close() {
      const cookies = await session.cookies();
      const stored = await page
        .evaluate(() => localStorage.length + sessionStorage.length)
        .catch(() => 0);
      await session.close();
      const wrong = [
        ...(expectErrors ? [] : watch.errors),
        ...watch.foreign.map((address) => `vraagt ${address}`),
        ...cookies.map((cookie) => `cookie ${cookie.name}`),
        ...(stored ? ["bewaart iets in de browser"] : []),
      ];
      if (wrong.length) throw new Error(wrong.join("\n"));
    },
  };
}

/** Makes a page slow like a phone far from its mast: 1.6 Mbit/s, 150 ms, a processor of a quarter. Gives the session of it. */
export async function slowPhone(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const downloadThroughput = (1.6 * 1024 * 1024) / 8;
  const speed = { offline: false, latency: 150, downloadThroughput, uploadThroughput: downloadThroughput / 2 };
  await session.send("Network.emulateNetworkConditions", speed);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  return session;
}

/** The colours of a screenshot, with how many pixels each has; read by the browser itself. `what`: a selector, or what makes it. */
export async function colours(page, what) {
  const picture = await (typeof what === "string" ? page.locator(what) : what).screenshot();
  return page.evaluate(async (encoded) => {
    const bytes = new Blob([Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))], { type: "image/png" });
    const bitmap = await createImageBitmap(bytes);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(bitmap, 0, 0);
    const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
    const found = {};
    for (let n = 0; n < data.length; n += 4) {
      const colour = `#${[data[n], data[n + 1], data[n + 2]].map((v) => v.toString(16).padStart(2, "0")).join("")}`;
      found[colour] = (found[colour] ?? 0) + 1;
    }
    return found;
  }, picture.toString("base64"));
}

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    if (server) process.kill(-server.pid, "SIGTERM");
    if (state) rmSync(state, { recursive: true, force: true });
    process.exit(1);
  });
}

/** Stops what was started. */
export async function stop() {
  for (const one of browsers.values()) await one.close();
  if (server) process.kill(-server.pid, "SIGTERM");
  if (state) rmSync(state, { recursive: true, force: true });
}

/** A small site of somebody else, on another origin, with this HTML. */
export async function otherSite(html) {
  const guest = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(html));
  guest.unref(); // a test that fails does not close it
  await new Promise((done) => guest.listen(0, "127.0.0.1", done));
  return { url: `http://localhost:${guest.address().port}/`, close: () => guest.close() };
}
