// The map before any script: in the first document, in its colours, and in the very place of the live map.
import assert from "node:assert/strict";
import { colours, open, site, slowPhone, test } from "./site.mjs";

// Of tiles/palette.py, by the figures of 1 November 2026: Zeewolde has 4/6 or more of what it should, Emmen 3/6, Texel 5 of 16.
const COLOURS = { GM0050: "#08264f", GM0114: "#6a87a3", GM0448: "#e8f1fa" };
const UTRECHT = "GM0344";

const rgb = (colour) => [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16));
const apart = (one, other) => rgb(one).reduce((sum, value, n) => sum + Math.abs(value - rgb(other)[n]), 0);

/** The colour of a klasse that most of the pixels around the middle of a gemeente have, or nearly. */
async function colourOf(page, code) {
  const box = await page.locator(`#eerste a[href*=${code}] path`).first().boundingBox();
  const clip = { x: box.x + box.width / 2 - 4, y: box.y + box.height / 2 - 4, width: 8, height: 8 };
  const found = await colours(page, { screenshot: () => page.screenshot({ clip, fullPage: true }) });
  const [most] = Object.entries(found).sort(([, a], [, b]) => b - a)[0];
  return Object.values(COLOURS).find((colour) => apart(colour, most) < 12) ?? most;
}

async function hasItsColours(page) {
  for (const [code, colour] of Object.entries(COLOURS)) assert.equal(await colourOf(page, code), colour, code);
}

/** The box of all pixels of an element that are `inside` a range of colours, or outside it, and how many there are. */
async function boxOf(page, selector, range) {
  const picture = await page.locator(selector).screenshot();
  return page.evaluate(
    async ([encoded, { low, high, inside }]) => {
      const bytes = new Blob([Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))], { type: "image/png" });
      const bitmap = await createImageBitmap(bytes);
      const { width, height } = bitmap;
      const pen = new OffscreenCanvas(width, height).getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const { data } = pen.getImageData(0, 0, width, height);
      const found = { left: Infinity, top: Infinity, right: 0, bottom: 0, count: 0 };
      for (let n = 0; n < data.length; n += 4) {
        if (low.every((value, c) => data[n + c] >= value && data[n + c] <= high[c]) !== inside) continue;
        const [x, y] = [(n / 4) % width, Math.floor(n / 4 / width)];
        found.left = Math.min(found.left, x);
        found.top = Math.min(found.top, y);
        found.right = Math.max(found.right, x + 1);
        found.bottom = Math.max(found.bottom, y + 1);
        found.count++;
      }
      return found;
    },
    [picture.toString("base64"), range],
  );
}

const ORANGE = { low: [200, 60, 0], high: [255, 130, 60], inside: true }; // the line around what is chosen
const LAND = { low: [0xec, 0xee, 0xf0], high: [0xfc, 0xfe, 0xff], inside: false }; // no water

/** Holds the tiles back until `come` is called: the live map waits some seconds for them. */
function heldBack() {
  let come;
  const held = new Promise((done) => {
    come = done;
  });
  return { come, before: (fresh) => fresh.route(/\.mvt$/, (route) => held.then(() => route.continue())) };
}

const OVER = "#kaartvak .labels, .maplibregl-control-container, .zweef, .inzet { visibility: hidden !important }";

test("the first document holds the whole country: a link and a name for each gemeente", async () => {
  const text = await (await fetch(`${await site()}/`)).text();
  const drawing = /<div id="eerste"[^>]*>(<svg[^]*?<\/svg>)/.exec(text)[1];
  assert.equal(drawing.match(/<a href="\/gemeenten\/GM\d{4}" tabindex="-1"><path[^>]*><title>[^<]+<\/title>/g).length, 342);
});

for (const [what, how] of [
  ["script", { javaScriptEnabled: false }],
  ["WebGL", { webgl: false, expectErrors: true }],
]) {
  test(`without ${what} the map stands in its colours, on page and in frame`, async () => {
    for (const address of ["/", "/embed"]) {
      const { page, close } = await open(address, { height: 900, ...how });
      if (how.webgl === false) await page.waitForTimeout(800);
      await hasItsColours(page);
      await close();
    }
  });
}

test("without script a gemeente on the map leads to its page, and in a frame to its own map", async () => {
  for (const [address, leads] of [["/", "/gemeenten/GM0448"], ["/embed?weergave=donker", "/embed?gemeente=GM0448&weergave=donker"]]) {
    const { page, base, close } = await open(address, { javaScriptEnabled: false });
    await page.locator("#eerste a[href*=GM0448]").first().click();
    assert.equal(page.url(), base + leads);
    await close();
  }
});

test("without WebGL a click on the map shows the figures, and the map follows the month", async () => {
  const { page, close } = await open("/", { webgl: false, expectErrors: true });
  await page.mouse.move(3, 3);
  await page.locator("#eerste a[href*=GM0448]").first().click();
  await page.waitForFunction(() => document.querySelector("#paneel h2")?.textContent === "Texel");
  await page.locator("#eerder").click();
  await page.waitForSelector("#eerste a[href$='GM0448?peildatum=2026-10-01']");
  await close();
});

test("the library is not asked for before there is a sign of a reader; a click counts, on the map too", async () => {
  for (const [address, shows] of [["/", "#paneel h2"], ["/embed", "#paneel h2"]]) {
    const { page, watch, close } = await open(address, { ready: false });
    await page.waitForLoadState("networkidle");
    assert.equal(watch.requests.filter((url) => /\.mvt$|map-worker/.test(url)).length, 0);
    await page.locator("#eerste a[href*=GM0448]").first().click();
    await page.waitForFunction((where) => document.querySelector(where)?.textContent === "Texel", shows);
    await page.waitForSelector("#kaart[data-klaar]", { timeout: 30_000 });
    await close();
  }
});

test("paper shows the map where no script brings a picture", async () => {
  const { page, close } = await open("/", { javaScriptEnabled: false });
  await page.emulateMedia({ media: "print" });
  await hasItsColours(page);
  await close();
});

for (const [width, height] of [[1440, 1000], [768, 1000], [320, 640]]) {
  for (const [address, range] of [
    ["/", LAND],
    [`/embed?gemeente=${UTRECHT}`, ORANGE],
    ...(width === 768 ? [["/embed", LAND], ["/embed?provincie=PV24", ORANGE]] : []),
  ]) {
    test(`${address} at ${width} px: the live map takes the place of the first without a jump`, async () => {
      const { come, before } = heldBack();
      const { page, close } = await open(address, { width, height, before, ready: false, bypassCSP: true });
      await page.addStyleTag({ content: OVER });
      await page.mouse.move(3, 3);
      await page.waitForTimeout(300);
      const first = await boxOf(page, ".beeld", range);
      assert.ok(await page.locator("#eerste").isVisible());
      come();
      await page.waitForSelector("#kaart[data-klaar]");
      await page.waitForTimeout(500);
      assert.ok(await page.locator("#eerste").isHidden());
      const live = await boxOf(page, ".beeld", range);
      assert.ok(first.count > 200 && live.count > 200);
      for (const side of ["left", "top", "right", "bottom"]) {
        assert.ok(Math.abs(first[side] - live[side]) <= 1.5, `${side}: ${JSON.stringify(first)} en ${JSON.stringify(live)}`);
      }
      await close();
    });
  }
}

for (const [address, width] of [["/", 390], ["/", 1280], ["/embed", 390], [`/embed?gemeente=${UTRECHT}`, 390]]) {
  test(`${address} at ${width} px on a slow phone: nothing moves, from the first byte to the live map`, async () => {
    let session;
    const { page, close } = await open(address, {
      width,
      ready: false,
      before: async (fresh) => {
        session = await slowPhone(fresh);
        await fresh.addInitScript(() => {
          globalThis.shifts = [];
          new PerformanceObserver((list) => {
            for (const shift of list.getEntries()) {
              const what = shift.sources.map(({ node }) => node?.className || node?.nodeName);
              globalThis.shifts.push([shift.value, ...what]);
            }
          }).observe({ type: "layout-shift", buffered: true });
        });
      },
    });
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 }); // the page stands; drawing in software is slow enough
    await page.mouse.move(3, 3);
    await page.waitForSelector("#kaart[data-klaar]", { timeout: 50_000 });
    assert.deepEqual(await page.evaluate(() => globalThis.shifts), []);
    await close();
  });
}

// Of tiles/palette.py, where the page is dark.
const DARK = { GM0050: "#c6dcf4", GM0114: "#5c7a99", GM0448: "#1d2a39" };

test("in dark the map has a palette of its own, before and after the live map comes, and follows a change", async () => {
  for (const [address, colorScheme] of [["/", "dark"], ["/embed?weergave=donker", "light"]]) {
    const { page, close } = await open(address, { ready: false, height: 900, colorScheme });
    const most = async (selector) => {
      const here = await colours(page, selector);
      return Object.values(DARK).map((colour) => Object.entries(here).some(([found, n]) => n > 30 && apart(colour, found) < 12));
    };
    assert.deepEqual(await most("#eerste"), [true, true, true], address);
    await page.mouse.move(3, 3);
    await page.waitForSelector("#kaart[data-klaar]", { timeout: 30_000 });
    assert.deepEqual(await most("#kaart"), [true, true, true], address);
    if (colorScheme === "dark") {
      await page.emulateMedia({ colorScheme: "light" });
      await page.waitForTimeout(800);
      const here = await colours(page, "#kaart");
      assert.ok((here["#08264f"] ?? 0) > 100, "light again");
      assert.equal(here[DARK.GM0050] ?? 0, 0);
    }
    await close();
  }
});
