// Five things that people come for, from the front page, by keyboard and by touch: none takes more than three steps.
// Then every stop of Tab on the page through time.
// A step is typing into the search and Enter, or following a link. Without WebGL: the map is no part of these ways, and costs time.
import assert from "node:assert/strict";
import { open, test } from "./site.mjs";

const REPORT = /^Rapportage 2026-II \(PDF\)$/;
const ALL = /^Alle cijfers van /;
const TASKS = [
  ["a gemeente by its old name", ["slochteren"], ["#paneel h2", /^Midden-Groningen$/]],
  ["its report", ["houten", ["#paneel", REPORT]], null],
  [
    "what changed since last month, and its place in the provincie",
    ["houten", ["#paneel", ALL]],
    [".inhetkort", /In oktober .* van [\d,]+% naar [\d,]+%\s+Plaats \d+ van de 26\sgemeenten/],
  ],
  ["how to embed", [["header", /^Insluiten$/]], ["h1", /^De kaart op uw site$/]],
];

/** Tab by Tab, until the focus is on what is wanted; all that it comes by must be seen. */
async function tabTo(page, wanted) {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    const [inView, name] = await focused.evaluate((one) => {
      const { top, bottom, width } = one.getBoundingClientRect();
      return [bottom > 0 && top < innerHeight && width > 0, one.innerText || one.id];
    });
    assert.ok(inView, `${name} is not seen when it has the focus`);
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
  }
  assert.fail(`not reached with Tab: ${wanted}`);
}

const HANDS = {
  keyboard: {
    size: { width: 1440, height: 900 },
    go: (page, target) => tabTo(page, target),
    press: (page) => page.keyboard.press("Enter"),
  },
  touch: {
    size: { width: 390, height: 844, hasTouch: true, isMobile: true },
    go: (_page, target) => target.scrollIntoViewIfNeeded(),
    press: (_page, target) => target.tap(),
  },
};

for (const [hand, { size, go, press }] of Object.entries(HANDS)) {
  test(`by ${hand} no task takes more than three steps`, async () => {
    const { page, base, close } = await open("/", { ...size, webgl: false, expectErrors: true });
    for (const [task, steps, end] of TASKS) {
      assert.ok(steps.length <= 3, task);
      await page.goto("about:blank"); // nothing is left of the task before
      await page.goto(`${base}/`);
      for (const step of steps) {
        const field = page.locator("#zoekveld");
        const target = typeof step === "string" ? field : page.locator(step[0]).getByRole("link", { name: step[1] });
        await target.waitFor();
        await go(page, target);
        if (target === field) {
          if (hand === "touch") await field.tap();
          await page.keyboard.type(step);
          await page.waitForSelector("#zoeklijst li");
          await page.keyboard.press("Enter");
          await page.waitForSelector("#paneel:not([hidden]) h2");
        } else if (end) await press(page, target);
        else assert.match(await target.getAttribute("href"), /\/rapportages\/2026-II\/GM0321\.pdf$/, task);
      }
      if (end) {
        await page.locator(end[0], { hasText: end[1] }).waitFor({ timeout: 10_000 });
        assert.ok(await page.locator(end[0]).isVisible(), task);
      }
    }
    await close();
  });
}

/** What Tab comes by in the page, in order: where it stands among all that works, whether it is seen and shows the focus. */
async function stops(page, count) {
  await page.locator("#inhoud").focus();
  const found = [];
  for (let n = 0; n < count; n++) {
    await page.keyboard.press("Tab");
    found.push(
      await page.locator(":focus").evaluate((one, works) => {
        const { top, bottom, width } = one.getBoundingClientRect();
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        const shown = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
        const all = [...document.querySelectorAll(works)].filter((each) => each.checkVisibility());
        return [all.indexOf(one), bottom > 0 && top < innerHeight && width > 0, shown];
      }, WORKS),
    );
  }
  return found;
}

const WORKS = ["a[href]", "select", "button", "input:not([type=hidden])", "summary", "[role=region]"]
  .map((one) => `main ${one}:not(svg *)`)
  .join();

for (const width of [1440, 320]) {
  test(`through time at ${width} pixels Tab comes by all that works, in order, and filter and links work by key`, async () => {
    const { page, base, close } = await open("/tijd?provincie=PV26", { webgl: false, width, height: 640, ready: false });
    const all = await page.locator(WORKS).filter({ visible: true }).count();
    assert.ok(all > 12, `${all} that work`);
    const expected = Array.from({ length: all }, (_, n) => [n, true, true]);
    assert.deepEqual(await stops(page, all), expected);

    await page.locator("#inhoud").focus();
    await tabTo(page, page.locator("#provincie"));
    await page.keyboard.type("Flev");
    await page.keyboard.press("Tab");
    await page.keyboard.type("op naam");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // the button
    await page.waitForURL(/\/tijd\?provincie=PV24&volgorde=naam#h-matrix$/);
    assert.equal(await page.locator(".blok h3").innerText(), "Almere tot en met Zeewolde");
    for (let n = 0; n < 4; n++) await page.keyboard.press("Tab"); // from the heading of the matrix on
    assert.equal(await page.locator(":focus").innerText(), "Toon als tabel");
    await page.keyboard.press("Enter");
    await page.waitForURL(/als=tabel/);
    // in the drawing names are for the mouse; in the table Tab comes by each
    await tabTo(page, page.getByRole("link", { name: "Dronten" }));
    await page.keyboard.press("Enter");
    await page.waitForURL(`${base}/gemeenten/GM0303`);
    await page.goto(`${base}/tijd`);
    await tabTo(page, page.getByRole("link", { name: "Eerste halfjaar 2025" }));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/\?peildatum=2025-07-01/);
    await close();
  });
}
