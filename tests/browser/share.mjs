// What a page gives to take along is what is seen: the month, the filter, the place on the map; and it can be copied.
import assert from "node:assert/strict";
import { open, test } from "./site.mjs";

const value = (page, id) => page.locator(`#${id}`).inputValue();

test("what the map gives to share shows the same map again", async () => {
  const { page, close } = await open("/?provincie=PV26#kaart=9.00/52.0900/5.1000&gemeente=GM0344&peildatum=2026-10-01");
  await page.locator('#legenda input[value="1"]').uncheck();
  const hash = "#kaart=9.00/52.0900/5.1000&gemeente=GM0344";
  const base = new URL("/", page.url()).href;
  assert.equal(await value(page, "deel-nieuwste"), `${base}?klasse=0,2,3&provincie=PV26${hash}`);
  const month = await value(page, "deel-maand");
  assert.equal(month, `${base}?klasse=0,2,3&provincie=PV26&peildatum=2026-10-01${hash}`);
  assert.equal(await value(page, "deel-blijvend"), `${base}versie/2026-10-01-r1-voorbeeld/gemeenten/GM0344`);
  await page.goto("about:blank");
  await page.goto(month);
  await page.locator("#kaart[data-klaar]").waitFor();
  await page.locator("#paneel:not([hidden])", { hasText: "Utrecht" }).waitFor();
  assert.equal(await page.locator("#schuifwaarde").innerText(), "1 oktober 2026");
  assert.equal(await page.locator('#legenda input[value="1"]').isChecked(), false);
  assert.equal(await page.locator("#k-provincie").inputValue(), "PV26");
  assert.match(new URL(page.url()).hash, /kaart=9\.00\/52\.0900\/5\.1000/);
  await close();
});

test("the link beside the legend leads to what can be shared, and the map stays", async () => {
  const { page, close } = await open("/#gemeente=GM0344");
  await page.locator("#paneel:not([hidden])").waitFor();
  await page.locator("#deelknop").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "h-deel");
  assert.match(new URL(page.url()).hash, /gemeente=GM0344/);
  await close();
});

test("address and text of a gemeente can be copied", async () => {
  const { page, close } = await open("/gemeenten/GM0344?peildatum=2026-10-01", { ready: false, permissions: ["clipboard-read", "clipboard-write"] });
  const copied = async (id) => {
    await page.locator(`[data-kopieer=${id}]`).click();
    await page.locator(`[data-kopieer=${id}]`, { hasText: "Gekopieerd" }).waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  assert.equal(await copied("deel-maand"), page.url());
  const text = await copied("deel-tekst");
  assert.match(text, /117 van 358[\s\S]*1 oktober 2026[\s\S]*voorbeeldcijfers[\s\S]*\/versie\/2026-10-01-r1-voorbeeld\/gemeenten\/GM0344$/);
  await close();
});

test("where the device can share, its dialog gets the address; where it cannot, there is no button", async () => {
  const before = (page) => page.addInitScript(() => Object.assign(Navigator.prototype, { share: async (what) => void (window.shared = what) }));
  const { page, close } = await open("/gemeenten/GM0344", { ready: false, before });
  await page.locator("[data-deel=deel-nieuwste]").click();
  assert.equal(await page.evaluate(() => window.shared.url), page.url());
  await close();
  const without = await open("/gemeenten/GM0344", { ready: false, before: (other) => other.addInitScript(() => delete Navigator.prototype.share) });
  await without.page.locator("[data-kopieer=citaat]").waitFor();
  assert.equal(await without.page.locator("[data-deel]:visible").count(), 0);
  await without.close();
});

// What it says of real figures, without the notice that a made-up example has; the longest name, an island that met it all.
for (const code of ["GM0344", "GM0820", "GM0088"]) {
  test(`the sheet of ${code} for its council is one screen, and one page of paper`, async () => {
    const { page, close } = await open(`/gemeenten/${code}/blad`, { ready: false, width: 1440, height: 900 });
    const [end, notice] = await page.evaluate(() => [".bladdelen", ".voorbeeld"].map((name) => document.querySelector(name).getBoundingClientRect()));
    assert.ok(end.bottom - notice.height <= 900, `to ${end.bottom} px, of which ${notice.height} the notice`);
    const pdf = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type \/Page\b/g).length, 1);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 703, height: 1000 }); // A4 without its margins
    const [cells, card] = await page.evaluate(() => [".vergelijk td, .vergelijk th", ".vergeleken"].map((name) => Math.max(...[...document.querySelectorAll(name)].map((one) => one.getBoundingClientRect().right))));
    assert.ok(cells <= card, "no column is cut off");
    await close();
  });
}
