// A theme with the names of NL Design System, laid over the pages and the embed: it dresses them, and only what it names.
import assert from "node:assert/strict";
import { open, site, test } from "./site.mjs";

// As the published themes give them: values of the brand, a common layer that points to them, here and there a component of its own.
const THEME = `:root {
  --voorbeeldstad-paars: #5115ef;
  --voorbeeldstad-geel: #fff1bb;
  --basis-color-default-color-document: #001a40;
  --basis-color-default-bg-document: #fdfbff;
  --basis-color-accent-1-inverse-bg-default: var(--voorbeeldstad-paars);
  --basis-color-accent-1-inverse-color-default: var(--voorbeeldstad-geel);
  --basis-color-action-1-inverse-bg-default: #3b0fb0;
  --basis-color-action-2-color-default: #00568b;
  --basis-heading-color: #4a0d2a;
  --basis-text-font-family-default: "Noto Sans", sans-serif;
  --basis-border-radius-sm: 9px;
}`;
const HEADER_OF_ITS_OWN = ":root { --utrecht-page-header-background-color: #fff; --utrecht-page-header-color: #001a40; }";

const laid = (page, themes) =>
  page.evaluate((sheets) => {
    document.adoptedStyleSheets = sheets.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
  }, themes);

/** What of a page a theme should reach: the computed style of its parts. */
const looks = (page, parts) =>
  page.evaluate(
    (wanted) =>
      Object.fromEntries(
        Object.entries(wanted).map(([name, [selector, property]]) => [
          name,
          getComputedStyle(document.querySelector(selector)).getPropertyValue(property),
        ]),
      ),
    parts,
  );

test("a theme dresses header, links, buttons, headings and letters of a page", async () => {
  const { page } = await open(`${await site()}/rapportages`, { ready: false, reducedMotion: "reduce" });
  const parts = {
    paper: ["html", "background-color"],
    ink: ["body", "color"],
    letters: ["body", "font-family"],
    header: [".top", "background-color"],
    words: [".top", "color"],
    heading: ["h1", "color"],
    link: [".voet li a", "color"],
    button: [".top .knop", "background-color"],
    corner: [".top .knop", "border-bottom-right-radius"],
    ring: [".voet", "border-top-color"],
  };
  const before = await looks(page, parts);
  await laid(page, [THEME]);
  const after = await looks(page, parts);
  assert.deepEqual(after, {
    paper: "rgb(253, 251, 255)",
    ink: "rgb(0, 26, 64)",
    letters: '"Noto Sans", sans-serif',
    header: "rgb(81, 21, 239)",
    words: "rgb(255, 241, 187)",
    heading: "rgb(74, 13, 42)",
    link: "rgb(0, 86, 139)",
    button: "rgb(59, 15, 176)",
    corner: "9px",
    ring: "rgb(81, 21, 239)",
  });
  for (const part of Object.keys(parts)) assert.notEqual(after[part], before[part], part);
  await laid(page, [THEME, HEADER_OF_ITS_OWN]); // a theme may say more of one component
  const header = await looks(page, { header: parts.header, words: parts.words, ring: parts.ring });
  assert.deepEqual(header, { header: "rgb(255, 255, 255)", words: "rgb(0, 26, 64)", ring: "rgb(81, 21, 239)" });
  await page.context().close();
});

test("a theme dresses the embed, and what the host asked for stays", async () => {
  const parts = { ink: ["html", "color"], letters: ["body", "font-family"], link: ["a[href]", "color"], paper: ["html", "background-color"] };
  const { page } = await open(`${await site()}/embed?gemeente=GM0344`, { ready: false });
  await laid(page, [THEME]);
  assert.deepEqual(await looks(page, parts), {
    ink: "rgb(0, 26, 64)",
    letters: '"Noto Sans", sans-serif',
    link: "rgb(0, 86, 139)",
    paper: "rgb(253, 251, 255)",
  });
  await page.goto(`${await site()}/embed?gemeente=GM0344&thema=warm`);
  await laid(page, [THEME]);
  assert.equal((await looks(page, parts)).paper, "rgb(255, 253, 248)");
  await page.context().close();
});
