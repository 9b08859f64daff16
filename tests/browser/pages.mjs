// The pages for people: complete without a script, no scroll sideways on a phone, nothing that axe finds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { load } from "../server/web/load.mjs";
import { open, require, site, test } from "./site.mjs";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const PAGES = [
  "/",
  "/gemeenten?provincie=PV26", // all 342 rows are the same, and cost axe ten times the time
  "/gemeenten/GM0344",
  "/gemeenten/GM0344/blad",
  "/gemeenten/GM0344/herkomst",
  "/nederland/herkomst",
  "/gemeenten/GM0846",
  "/provincies/PV26",
  "/nederland",
  "/vergelijk?g=GM0344,GM0193,PV26,NL,GM0363,GM0040",
  "/tijd",
  "/rapportages?gebied=GM0344",
  "/embed?gemeente=GM0344",
  "/zoek?q=utrecht",
];
const RULES = {
  light: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] }, // the others look at no colour
};

async function look(path) {
  const { page, close } = await open(path, { bypassCSP: true });
  await page.evaluate(AXE);
  for (const [colorScheme, runOnly] of Object.entries(RULES)) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate((only) => window.axe.run({ runOnly: only }), runOnly);
    const wrong = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(" | ")}`);
    assert.deepEqual(wrong, [], `${path} ${colorScheme}`);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `${path} is ${width} px wide`);
  await close();
}

// WCAG 2.2, 1.4.12 (text spacing) and 1.4.4 (text twice as large), on the narrowest screen of 1.4.10
const LARGER = {
  "with room between lines, words and letters": `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`,
  "with letters twice as large": "html { font-size: 200% !important }",
};
for (const [how, content] of Object.entries(LARGER)) {
  test(`${how} no page is broader than a screen of 320 pixels`, async () => {
    const { page, base, close } = await open("/toelichting", { bypassCSP: true, width: 320, height: 640 });
    for (const path of [...PAGES, "/embed", "/insluiten", "/correcties", "/begrippen", "/gegevens", "/toegankelijkheid", "/privacy"]) {
      await page.goto(base + path);
      await page.addStyleTag({ content });
      const [all, screen] = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
      assert.ok(all <= screen, `${path} is ${all} px wide`);
    }
    await close();
  });
}

test("the live map on the page of an area comes when it is asked for, in place of the picture", async () => {
  const { page, watch, close } = await open("/gemeenten/GM0344", { ready: false });
  const picture = page.locator(".gebiedskaart");
  await picture.scrollIntoViewIfNeeded();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(watch.requests.filter((url) => /embed\?|\.mvt$|map-worker/.test(url)), []);
  await page.locator(".beweegbaar summary").click();
  await page.frameLocator(".beweegbaar iframe").locator("#eerste > svg").waitFor();
  assert.equal(await picture.isVisible(), false);
  await close();
});

test("names on the map of an area can be read on every screen, and none lies over another", async () => {
  const { page, base, close } = await open("/gemeenten/GM0363", { ready: false });
  for (const [width, path] of [320, 480, 768, 1440].flatMap((w) => ["/gemeenten/GM0363", "/provincies/PV28"].map((p) => [w, p]))) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(base + path);
    const names = await page.evaluate(() => {
      const shown = [...document.querySelectorAll(".namen text")].filter((text) => text.getClientRects().length);
      const scale = document.querySelector(".gebiedskaart svg").getScreenCTM().a;
      return shown.map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return { left, right, top: top + 3, bottom: bottom - 3, name: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale };
      });
    });
    assert.ok(names.length > 4, `${path} at ${width}`);
    for (const one of names) assert.ok(one.size >= 11.5 && one.size <= 20, `${one.name}: ${one.size} px at ${width}`);
    for (const [n, a] of names.entries()) {
      for (const b of names.slice(n + 1)) {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        assert.ok(apart, `${a.name} and ${b.name} at ${width}`);
      }
    }
  }
  await close();
});

test("in forced colours with a dark theme the letters of a chart stand out from its white", async () => {
  const { page, close } = await open("/gemeenten/GM0344", { colorScheme: "dark", forcedColors: "active" });
  const colours = await page.locator(".grafiek svg").evaluateAll((charts) =>
    charts.flatMap((chart) => [...chart.querySelectorAll("text")].map((text) => [getComputedStyle(text).fill, getComputedStyle(chart).backgroundColor])),
  );
  assert.ok(colours.length > 20);
  for (const [ink, ground] of colours) assert.ok(contrast(ink, ground) >= 4.5, `${ink} on ${ground}`);
  await close();
});

/** The contrast of two colours `rgb(...)` by WCAG. */
function contrast(...pair) {
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [high, low] = pair
    .map((text) => light(text.match(/\d+/g).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))))
    .toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test("on paper that lies the legend stands on the first page, beside the map", async () => {
  for (const path of ["/", "/#gemeente=GM0344"]) {
    const { page, close } = await open(path, { width: 1032, height: 703 }); // A4 at 96 to the inch, without its margins
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    await page.locator("#papier").evaluate((image) => image.decode());
    const legend = await page.locator("#legenda").boundingBox();
    const map = await page.locator("#papier").boundingBox();
    for (const box of [legend, map]) assert.ok(box.y + box.height <= 703, `${path} tot ${box.y + box.height} px`);
    assert.ok(legend.x + legend.width <= map.x);
    await close();
  }
});

test("structured data is data to the policy of the page, not a script", async () => {
  const { page, base, close } = await open("/gegevens"); // `close` fails on what the browser complained of
  for (const [path, type] of [["/gegevens", "Dataset"], ["/gemeenten/GM0344", "BreadcrumbList"]]) {
    await page.goto(base + path);
    const told = await page.locator('script[type="application/ld+json"]').textContent();
    assert.equal(JSON.parse(told)["@type"], type);
  }
  await close();
});

for (const path of PAGES) {
  test(`${path} has nothing that axe finds, in light and dark, and fits 320 pixels`, () => look(path));
}

test("so has every page that the foot links to", async () => {
  const front = await (await fetch(await site())).text();
  const links = [...front.slice(front.indexOf('class="voet"')).matchAll(/href="(\/[^"]*)"/g)].map((link) => link[1]);
  for (const path of ["/toelichting", "/gegevens", "/privacy"]) assert.ok(links.includes(path), `foot: ${links.join(" ")}`);
  for (const path of links.filter((link) => !PAGES.some((page) => page.split("?")[0] === link))) await look(path);
});

test("the table sorts, filters and searches without a script", async () => {
  const { page, close } = await open("/gemeenten?provincie=PV26", { javaScriptEnabled: false });
  assert.equal(await page.locator("#tabel tbody tr").count(), 26);
  await page.locator("#tabel").getByRole("link", { name: "Percentage" }).click();
  const shown = await page.locator("#tabel tbody tr td:nth-child(3)").allInnerTexts();
  const numbers = shown.filter((t) => /^[\d,]+$/.test(t)).map((t) => Number(t.replace(",", ".")));
  assert.ok(numbers.length > 20, shown.join(" "));
  assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a));
  await page.locator("#f-zoek").fill("utrecht");
  await page.locator("#filters button").click();
  assert.deepEqual((await page.locator("#tabel tbody th").allInnerTexts()).toSorted(), ["Utrecht", "Utrechtse Heuvelrug"]);
  await close();
});

test("the table filters while one types", async () => {
  const { page, close } = await open("/gemeenten");
  const counted = (count) => page.waitForFunction((n) => document.querySelector("#tabelmelding").textContent.startsWith(`${n}\u00a0gemeente`), count);
  await page.locator("#f-zoek").pressSequentially("sudwest");
  await counted(1);
  assert.equal(await page.locator("#tabel tbody tr:visible").count(), 1);
  assert.match(await page.locator("#tabeltitel").innerText(), /^1\sgemeente, stand/);
  await page.locator("#f-zoek").fill("slochteren");
  await counted(1);
  assert.match(await page.locator("#tabel tbody tr:visible").innerText(), /^Midden-Groningen/);
  await page.locator("#f-zoek").fill("friesland");
  await counted(18);
  await close();
});

test("a table as a file has the rows that one sees: chosen, typed and sorted", async () => {
  const { page, close } = await open("/gemeenten?klasse=1,3&peildatum=2026-07-01");
  const rows = () => page.locator("#tabel tbody tr:visible th").allInnerTexts();
  const inFile = async () => {
    const file = await (await fetch(await page.locator("a[data-keuze]", { hasText: "CSV" }).evaluate((link) => link.href))).text();
    return file.trim().split("\r\n").slice(1).map((line) => line.split(";")[0]);
  };
  const same = async (least, most) => {
    const seen = await rows();
    assert.ok(seen.length >= least && seen.length <= most, String(seen.length));
    assert.deepEqual(await inFile(), seen);
  };
  await same(50, 341);
  await page.locator("#f-zoek").pressSequentially("den");
  await page.waitForURL(/zoek=den/);
  await same(2, 30);
  assert.match(page.url(), /klasse=1,3&peildatum=2026-07-01&zoek=den/);
  await page.locator("#tabel").getByRole("link", { name: "Taakstelling" }).click();
  await page.waitForURL(/sorteer=taakstelling/);
  await same(2, 30);
  await page.locator("#f-zoek").fill("friesland"); // the server left those out
  await page.waitForURL(/zoek=friesland/);
  await same(2, 18);
  await page.locator("#f-provincie").selectOption("PV21");
  await page.waitForURL(/provincie=PV21/);
  await page.locator("#f-zoek").fill("");
  await page.waitForURL((url) => !/zoek=[^&]/.test(url.search));
  await same(2, 18);
  await close();
});

test("the front page is of use without a script", async () => {
  const { page, close } = await open("/", { javaScriptEnabled: false, expectErrors: true });
  assert.equal(await page.locator(".groot-getal strong").innerText(), "15.827");
  assert.ok(await page.locator("#peilkeuze").isVisible());
  await page.locator("#zoekveld").fill("houten");
  await page.locator("#zoek button").click();
  assert.match(page.url(), /\/gemeenten\/GM0321$/);
  await close();
});

test("from the header of any page the keyboard alone leads from an old name to its gemeente and to one beside it, without a script too", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, close } = await open("/toelichting", { javaScriptEnabled, width: 320, height: 640 });
    const focused = () => page.locator(":focus");
    for (let n = 0; n < 3; n++) await page.keyboard.press("Tab"); // past the skip link and the mark
    assert.equal(await focused().getAttribute("id"), "zoekveld");
    await page.keyboard.type("slochteren");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/zoek\?q=slochteren/);
    assert.match(await page.locator("main").innerText(), /Slochteren: naam tot 1 januari 2018, nu Midden-Groningen/);
    await page.locator(".gevonden a").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/gemeenten\/GM1952$/);
    await page.getByRole("link", { name: "kies zelf" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#erbij").focus();
    await page.keyboard.type("utrecht");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // the button
    await page.getByRole("link", { name: "Utrecht (gemeente) erbij" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/vergelijk\?g=GM1952,GM0344$/);
    await page.getByRole("link", { name: "Haal Midden-Groningen weg" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/vergelijk\?g=GM0344$/);
    assert.match(await page.locator(".kiezen").innerText(), /minstens twee gebieden/);
    await close();
  }
});

test("from any page it takes at most six keys from what was typed to any gemeente, also where a provincie has its name", async () => {
  const { page, base, close } = await open("/toelichting", { webgl: false, expectErrors: true });
  const kinds = ["/", "/gemeenten", "/gemeenten/GM0321", "/gemeenten/GM0321/blad", "/gemeenten/GM0321/herkomst", "/gemeenten/GM0846"];
  for (const path of [...kinds, "/provincies/PV26", "/nederland", "/vergelijk?g=GM0321,GM0193", "/gegevens", "/ogc/v1?f=html", "/bestaat-niet"]) {
    await page.goto("about:blank"); // the focus of the page before is gone
    await page.goto(base + path);
    for (let n = 0; n < 3; n++) await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").getAttribute("id"), "zoekveld", path);
    await page.keyboard.type("utrecht");
    if (path === "/") await page.waitForSelector("#zoeklijst li");
    let keys = 0;
    const press = async (key) => {
      keys++;
      await page.keyboard.press(key);
    };
    await press("Enter");
    await page.waitForURL(/\/zoek\?q=|gemeente=GM0344/);
    for (const key of path === "/" ? [] : ["Tab", "Enter", "Tab", "Enter"]) await press(key); // past the header
    await page.waitForURL(/\/gemeenten\/GM0344$|gemeente=GM0344/);
    assert.ok(keys <= 6, `${path}: ${keys}`);
  }
  await close();
});

test("the search makes the header no higher than it is without, on a phone and on a screen with the map beside the figures", async () => {
  const { page, close } = await open("/toelichting", { width: 320, height: 640 });
  for (const width of [320, 375, 768, 960, 1024, 1200, 1440]) {
    await page.setViewportSize({ width, height: 640 });
    const [high, field, without] = await page.evaluate(() => {
      const header = document.querySelector(".top");
      const search = document.querySelector("#zoek");
      const before = header.getBoundingClientRect().height;
      const { width: wide } = document.querySelector("#zoekveld").getBoundingClientRect();
      search.hidden = true;
      const after = header.getBoundingClientRect().height;
      search.hidden = false;
      return [before, wide, after];
    });
    const most = width < 400 ? 129 : without + 1; // on a phone as high as before it held a search
    assert.ok(high <= most, `${width}: ${high} px, zonder ${without}`);
    assert.ok(field >= 80, `${width}: het veld is ${field} px breed`);
  }
  await close();
});

test("at 400% header and notice leave half of the screen, and on a phone no button lies over the map", async () => {
  const { page, base, close } = await open("/", { width: 320, height: 256 });
  const top = async (what) => (await page.locator(what).boundingBox()).y;
  assert.ok((await top("main")) <= 128);
  const map = await page.locator("#kaart canvas").boundingBox();
  for (const button of await page.locator(".maplibregl-ctrl-group button").all()) {
    assert.ok((await button.boundingBox()).y >= map.y + map.height);
  }
  await page.goto(`${base}/gemeenten/GM0344`);
  assert.ok((await top("main")) <= 128);
  await close();
});

test("what the script suggests is what the server finds", async () => {
  const { find } = await load("matching");
  const base = await site();
  const names = await (await fetch(`${base}/kaart/namen.json`)).json();
  for (const typed of ["slochteren", "0344", "pv26", "gm 344", "test", "gooda", "den haag", "friesland", "utrecht", "utrehct", "rottrdam", "winsum", "midden", "xyzzy"]) {
    const { gevonden } = await (await fetch(`${base}/api/v1/zoek?q=${encodeURIComponent(typed)}`)).json();
    const suggested = find(typed, names).map(([, code]) => code);
    assert.deepEqual(suggested.toSorted(), gevonden.map(({ code }) => code).slice(0, 8).toSorted(), typed);
  }
});

test("a figure is the same in table, page, panel and API", async () => {
  const { page, base, close } = await open("/gemeenten/GM0344");
  const cell = (kop) => page.locator(".rekensom tr", { has: page.getByRole("rowheader", { name: kop }) }).locator("td").first();
  const told = await (await fetch(`${base}/api/v1/gemeenten/GM0344`)).json();
  assert.equal(await cell("Gecorrigeerde taakstelling").innerText(), String(told.gecorrigeerd));
  assert.equal(await cell(/^Gerealiseerd$/).innerText(), String(told.gerealiseerd));
  assert.equal(await page.locator(".pct").innerText(), `${told.percentage.toFixed(1).replace(".", ",")}%`);
  await page.goto(`${base}/gemeenten?zoek=GM0344`);
  const row = await page.locator("#tabel tbody tr td").allInnerTexts();
  assert.equal(row[1], told.percentage.toFixed(1).replace(".", ","));
  assert.equal(row[5], String(told.gecorrigeerd));
  assert.equal(row[6], String(told.gerealiseerd));
  await close();
});

test("what is copied of a table is a number, and looks like a Dutch number with its minus and percent sign", async () => {
  const { page, close } = await open("/gemeenten?zoek=GM0193"); // Zwolle
  const cells = page.locator("#tabel tbody tr td");
  const copied = await page.locator("#tabel tbody tr").evaluate((row) => {
    getSelection().selectAllChildren(row);
    return getSelection().toString().trim().split(/\s+/).filter((word) => /\d/.test(word));
  });
  assert.deepEqual(copied, ["98,3", "82", "-22", "60", "59", "1"]);
  assert.equal(await cells.nth(1).locator(".procent").evaluate((figure) => getComputedStyle(figure, "::after").content), '"%"');
  await page.evaluate(() => document.fonts.ready);
  const loaded = await page.evaluate(() => [...document.fonts].filter((font) => font.family.includes("Minteken") && font.status === "loaded").length);
  assert.equal(loaded, 1);
  await close();
});

test("nothing on a page moves by itself, on a phone and on a wide screen", async () => {
  const before = (page) =>
    page.addInitScript(() => {
      window.moved = [];
      const where = ({ node, previousRect: { x, y }, currentRect }) =>
        `${node?.className || node?.nodeName} ${x},${y} to ${currentRect.x},${currentRect.y}`;
      const told = (list) => window.moved.push(...list.getEntries().map(({ value, sources }) => `${value}: ${sources.map(where).join(", ")}`));
      new PerformanceObserver(told).observe({ type: "layout-shift", buffered: true });
    });
  const { page, base, close } = await open("/privacy", { ready: false, before });
  const moves = async (path) => {
    await page.goto(base + path);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    return page.evaluate(() => window.moved);
  };
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 850 });
    for (const path of PAGES.filter((each) => each !== "/")) {
      if ((await moves(path)).length === 0) continue; // once only, a busy machine can be late with a font
      assert.deepEqual(await moves(path), [], `${path} at ${width} px`);
    }
  }
  await close();
});

test("print gives map, legend and figures without the controls", async () => {
  const { page, close } = await open("/#gemeente=GM0344");
  await page.waitForSelector("#paneel:not([hidden]) .rekensom");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  for (const gone of ["#zoek", "#tijd", ".top nav", ".maplibregl-ctrl-zoom-in"]) {
    assert.ok(await page.locator(gone).first().isHidden(), gone);
  }
  for (const kept of ["#papier", "#legenda", "#paneel .rekensom", "#groot", "#label-voorbeeld", ".papierbron"]) {
    assert.ok(await page.locator(kept).first().isVisible(), kept);
  }
  const picture = await page.locator("#papier").evaluate(async (image) => {
    await image.decode();
    return [image.src.slice(0, 14), image.naturalWidth];
  });
  assert.deepEqual(picture, ["data:image/png", 1200]);
  assert.equal(await page.locator("#papiertabel tbody tr").count(), 342);
  const row = page.locator("#papiertabel tbody tr", { has: page.getByRole("link", { name: "Utrecht", exact: true }) });
  assert.match(await row.innerText(), /43,9\s+achter op schema\s+230\s+\+128\s+358\s+157\s+201/);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("#papier, #papiertabel").count(), 0);
  await close();
});

test("in an embed of 320 pixels no button covers a source, and the sources stand below", async () => {
  const { page, close } = await open("/embed", { width: 320, height: 640 });
  assert.equal(await page.locator(".maplibregl-ctrl-attrib").count(), 0);
  assert.match(await page.locator(".embedvoet").innerText(), /CBS/);
  await close();
});

for (const letters of ["gewoon", "grootst"]) {
  test(`in an embed of 320 pixels the buttons lie over nothing, with ${letters} letters`, async () => {
    const { page, close } = await open(`/embed?gemeente=GM0344&letters=${letters}`, { width: 320, height: 640 });
    await page.locator(".maplibregl-ctrl-zoom-in").waitFor();
    const boxes = (sought) =>
      page.locator(sought).evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, top, right, bottom }) => ({ left, top, right, bottom })));
    const buttons = await boxes(".maplibregl-ctrl button");
    assert.ok(buttons.length >= 3);
    for (const other of await boxes("#kaart canvas, .embedlegenda li > *, #paneel, .embedvoet")) {
      for (const one of buttons) {
        const apart = one.right <= other.left + 1 || other.right <= one.left + 1 || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
        assert.ok(apart, JSON.stringify({ one, other }));
      }
    }
    await close();
  });
}

test("on a phone the half-years under the slider stand on one line, and the count above the table is whole", async () => {
  const { page, close } = await open("/", { width: 320, height: 640 });
  const [first, last] = await page.locator(".jaren span:first-child, .jaren span:last-child").evaluateAll((all) => all.map((s) => s.getBoundingClientRect().height));
  assert.ok(first < 30 && last < 30, `${first}, ${last} px hoog`);
  await page.goto(new URL("/gemeenten", page.url()).href);
  const width = await page.locator("#tabeltitel").evaluate((title) => title.getBoundingClientRect().right);
  assert.ok(width <= 320, `tot ${width} px`);
  await close();
});

test("on a phone the name, percentage and klasse of a gemeente stand beside each other, and stay in sight", async () => {
  const { page, close } = await open("/gemeenten", { width: 320, height: 640 });
  const row = page.locator("#tabel tbody tr").first();
  const right = await row.locator("td.kl").evaluate((cell) => cell.getBoundingClientRect().right);
  assert.ok(right <= 320, `tot ${right} px`);
  await page.locator(".rol:has(#tabel)").evaluate((frame) => {
    frame.scrollIntoView();
    frame.scrollTo(300, 2000);
  });
  const { x, y } = await page.locator("#tabel thead th").first().boundingBox();
  const frame = await page.locator(".rol:has(#tabel)").boundingBox();
  assert.ok(Math.abs(x - frame.x) < 2 && Math.abs(y - frame.y) < 2, `kop op ${x}, ${y}; kader op ${frame.x}, ${frame.y}`);
  await close();
});

test("choosing a provincie for an embed lets go of the gemeente", async () => {
  const { page, close } = await open("/insluiten?gemeente=GM0344", { ready: false });
  await page.locator("#i-provincie").selectOption("PV27");
  await page.waitForURL(/provincie=PV27/);
  assert.equal(await page.locator("#i-gemeente").inputValue(), "");
  assert.match(await page.locator("#c-element").inputValue(), /<land-in-beeld provincie="PV27">/);
  await close();
});

test("without a script the choice of a month fits a phone", async () => {
  const { page, close } = await open("/", { javaScriptEnabled: false, expectErrors: true, width: 320, height: 640 });
  const box = await page.locator("#peilkeuze").boundingBox();
  const button = await page.locator("#tijd noscript .knop").boundingBox();
  assert.ok(box.width > 150 && button.x + button.width <= 320, JSON.stringify([box, button]));
  await close();
});
