// Every kind of page is HTML as the standard wants it.
import assert from "node:assert/strict";
import { require, site, test } from "./site.mjs";

const { HtmlValidate, StaticConfigLoader } = await import(require.resolve("html-validate"));
const OURS = {
  "aria-label-misuse": ["error", { allowAnyNamable: true }], // a list may have a name
  "doctype-style": "off", // small letters are as good
  "long-title": "off", // what it is, of which area and of which day
  "no-implicit-button-type": "off", // a button of a form sends it
  "prefer-native-element": "off", // a table that scrolls is a region, but no section with a heading; a listbox that suggests is no select
};
const OF_A_FRAME = {
  "no-inline-style": "off", // a host has no sheet of ours
  "no-deprecated-attr": "off", // frameborder, for who takes styles out
};
const PAGES = [
  "/",
  "/gemeenten",
  "/gemeenten?provincie=PV26&klasse=1",
  "/gemeenten/GM0344",
  "/gemeenten/GM0344?peildatum=2026-07-01",
  "/gemeenten/GM0344/herkomst",
  "/nederland/herkomst",
  "/gemeenten/GM0846",
  "/provincies/PV26",
  "/nederland",
  "/rapportages?gebied=GM0344",
  "/embed",
  "/embed?gemeente=GM0344",
  "/insluiten?gemeente=GM0344",
  "/correcties",
  "/toelichting",
  "/begrippen",
  "/gegevens",
  "/toegankelijkheid",
  "/privacy",
  "/versie/2026-11-01-r1-voorbeeld/",
  "/versie/2026-11-01-r1-voorbeeld/gemeenten/GM0344",
  "/ogc/v1?f=html",
  "/ogc/v1/api?f=html",
  "/ogc/v1/collections/gemeenten/schema?f=html",
  "/ogc/v1/collections/gemeenten/items?f=html&limit=5",
  "/ogc/v1/collections/gemeenten/items/GM0344?f=html",
  "/bestaat-niet",
];
async function faults(html, rules = OURS) {
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended"], rules }));
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

for (const path of PAGES) {
  test(`${path} is valid HTML`, async () => {
    const answer = await fetch((await site()) + path);
    assert.deepEqual(await faults(await answer.text()), []);
  });
}

test("so is the code that others copy", async () => {
  const page = await (await fetch(`${await site()}/insluiten?gemeente=GM0344`)).text();
  const codes = [...page.matchAll(/<textarea[^>]*>([^]*?)<\/textarea>/g)].map(([, text]) =>
    text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#34;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&"),
  );
  const frames = codes.filter((code) => code.includes("<iframe"));
  assert.ok(frames.length > 0);
  for (const code of frames) assert.deepEqual(await faults(code, { ...OURS, ...OF_A_FRAME }), [], code);
});

test("a fault would be seen", async () => {
  const found = await faults('<iframe src="/embed" title="x" width="100%"></iframe><p id="a"></p><p id="a"></p>');
  assert.deepEqual(found.map((line) => line.split(" ")[1]), ["attribute-allowed-values:", "no-dup-id:"]);
});
