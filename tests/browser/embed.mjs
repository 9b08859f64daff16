// The map on the site of somebody else: in a frame, by the element, and in a sandbox with an origin of its own.
import assert from "node:assert/strict";
import { colours, open, otherSite, site, test } from "./site.mjs";

async function guest(html, allowed) {
  const base = await site();
  const other = await otherSite(`<!doctype html><html lang="nl"><title>Gemeentesite</title>${html.replaceAll("BASE", base)}</html>`);
  const opened = await open(other.url, { ready: false });
  opened.watch.foreign.length = 0;
  const foreign = () => opened.watch.requests.filter((a) => !/^(data|blob):/.test(a) && !a.startsWith(base) && !a.startsWith(other.url));
  return {
    ...opened,
    async close() {
      const others = foreign();
      opened.watch.foreign.length = 0;
      await opened.close();
      other.close();
      assert.deepEqual(others.filter((a) => !allowed?.test(a)), []);
    },
  };
}

const ready = (page) => page.frameLocator("iframe").locator("#kaart[data-klaar]").waitFor({ timeout: 30000 });

test("a plain frame on another origin shows the map and its figures", async () => {
  const { page, close } = await guest('<iframe src="BASE/embed?gemeente=GM0344" title="Kaart" width="100%" height="640"></iframe>');
  await ready(page);
  assert.match(await page.frameLocator("iframe").locator("#embed").innerText(), /Utrecht[\s\S]*43,9%[\s\S]*358[\s\S]*157/);
  await close();
});

test("a click on a gemeente in a frame gives all of its figures", async () => {
  const { page, close } = await guest('<iframe sandbox="allow-scripts" src="BASE/embed" title="Kaart" width="800" height="900"></iframe>');
  await ready(page);
  const frame = page.frameLocator("iframe");
  const box = await frame.locator("#kaart canvas").boundingBox();
  await frame.locator("#kaart canvas").click({ position: { x: box.width / 2 + 20, y: box.height * 0.55 } }); // Gelderland
  await frame.locator("#paneel .rekensom").waitFor();
  assert.match(
    await frame.locator("#paneel").innerText(),
    /%[\s\S]*norm[\s\S]*Taakstelling[\s\S]*vorig halfjaar[\s\S]*Gecorrigeerde taakstelling[\s\S]*Gerealiseerd/,
  );
  await close();
});

test("the frame of a gemeente names it once; another one gets a heading of its own", async () => {
  const { page, close } = await open("/embed?gemeente=GM0344", { width: 320, height: 640 });
  const panel = page.locator("#paneel");
  assert.equal(await page.getByRole("heading").count(), 1);
  assert.equal((await page.locator("#embed").innerText()).match(/43,9%/g).length, 1);
  const box = await page.locator("#kaart canvas").boundingBox();
  assert.ok(box.height >= 280, `${box.height}`);
  await page.waitForTimeout(500);
  await page.locator("#kaart canvas").click({ position: { x: 30, y: box.height / 2 } });
  await page.waitForFunction(() => document.querySelector("#paneel h2"));
  assert.doesNotMatch(await panel.innerText(), /^(Gemeente )?Utrecht/);
  await close();
});

test("the frame of a provincie shows that provincie, with the others pale", async () => {
  const { page, close } = await open("/embed?provincie=PV30", { width: 768, height: 600 });
  await page.waitForTimeout(1500);
  const found = await colours(page, "#kaart");
  assert.ok(found["#e8590c"] > 500, "de provincie heeft een rand");
  assert.ok(found["#08264f"] > 1000 && found["#6a87a3"] > 500, "en de kleuren van haar klassen");
  const pale = ["#ebeff4", "#ebeff3", "#ebf0f4", "#ebf0f3"].reduce((sum, colour) => sum + (found[colour] ?? 0), 0);
  assert.ok(pale > 2000, `${pale} punten van #e8f1fa onder een sluier van vier vijfde #eceff2`);
  await close();
});

test("a script whose bytes are checked makes the frame", async () => {
  const code = await (await fetch(`${await site()}/insluiten?gemeente=GM0344`)).text();
  const area = /<textarea id="c-vast"[^>]*>([\s\S]*?)<\/textarea>/.exec(code)[1];
  const html = area.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#34;", '"').replaceAll("&amp;", "&");
  const { page, close } = await guest(html);
  await ready(page);
  await close();
});

test("the element makes the frame and follows its height", async () => {
  const { page, close } = await guest('<script src="BASE/embed.js" async></script><land-in-beeld gemeente="GM0344" hoogte="400"></land-in-beeld>');
  await ready(page);
  await page.waitForFunction(() => parseInt(document.querySelector("iframe").style.height, 10) > 400);
  assert.equal(await page.locator("iframe").count(), 1);
  await close();
});

test("a frame in a sandbox, with an opaque origin, shows the map", async () => {
  const { page, close } = await guest('<iframe sandbox="allow-scripts" src="BASE/embed" title="Kaart" width="800" height="640"></iframe>');
  await ready(page);
  await close();
});

test("a message of another sender changes nothing", async () => {
  const { page, close } = await guest('<script src="BASE/embed.js"></script><land-in-beeld hoogte="500"></land-in-beeld>');
  await ready(page);
  const height = () => page.evaluate(() => document.querySelector("iframe").style.height);
  const before = await height();
  await page.evaluate(() => postMessage({ type: "land-in-beeld:height", height: 1234 }, "*"));
  await page.waitForTimeout(200);
  assert.equal(await height(), before);
  await close();
});

test("oEmbed gives the frame of a gemeente, and the pages say where to ask", async () => {
  const base = await site();
  const told = await (await fetch(`${base}/oembed?url=${encodeURIComponent(`${base}/gemeenten/GM0344`)}&maxheight=400`)).json();
  assert.equal(told.type, "rich");
  assert.equal(told.height, 400);
  assert.match(told.html, /^<iframe src="http[^"]+\/embed\?gemeente=GM0344" title="Land in Beeld: Utrecht \(gemeente\)"/);
  const page = await (await fetch(`${base}/gemeenten/GM0344`)).text();
  assert.match(page, /application\/json\+oembed/);
});

test("only the embed may be framed", async () => {
  const base = await site();
  for (const [path, allowed] of [
    ["/", false],
    ["/gemeenten", false],
    ["/embed", true],
  ]) {
    const answer = await fetch(base + path);
    assert.equal(!answer.headers.get("content-security-policy").includes("frame-ancestors 'none'"), allowed, path);
    assert.equal(answer.headers.get("set-cookie"), null);
  }
});
