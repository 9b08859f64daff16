import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { load } from "./load.mjs";

const { codeOf, fill, inWoorden, Maanden, numberOf, stillOf } = await load("data");

test("a figure in words, as Dutch writes it", () => {
  assert.equal(inWoorden([1, 83.3]), "83,3% gehuisvest");
  assert.equal(inWoorden([3, 0]), "0,0% gehuisvest");
  assert.equal(inWoorden([1, 100]), "100,0% gehuisvest");
  assert.equal(inWoorden([1, null]), "taakstelling al gehaald");
  assert.equal(inWoorden([0, null]), "geen cijfer");
  assert.equal(inWoorden(undefined), "geen cijfer");
});

test("a number becomes a code and back", () => {
  assert.equal(codeOf(3), "GM0003");
  assert.equal(codeOf("1992"), "GM1992");
  for (const number of [3, 344, 1992]) assert.equal(numberOf(codeOf(number)), number);
});

test("an address is filled in; what is not known stays", () => {
  assert.equal(fill("kaart/{peildatum}.png?{x}", { peildatum: "2026-08-01" }), "kaart/2026-08-01.png?{x}");
});

test("the picture of an area lies below that of the country", () => {
  const start = { paden: { plaatje: "/sub/kaart/{peildatum}.png" } };
  assert.equal(stillOf(start, "2026-08-01"), "/sub/kaart/2026-08-01.png");
  assert.equal(stillOf(start, "2026-08-01", "GM0344"), "/sub/kaart/2026-08-01/GM0344.png");
});

test("a month is fetched once, and again only when it failed", async () => {
  const asked = [];
  const server = createServer((request, answer) => {
    asked.push(request.url);
    answer.statusCode = asked.length === 1 ? 503 : 200;
    answer.end(JSON.stringify({ peildatum: "2026-08-01" }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    const maand = `http://127.0.0.1:${server.address().port}/{peildatum}.json`;
    const first = { peildatum: "2026-09-01" };
    const maanden = new Maanden({ paden: { maand }, maand: first });
    assert.equal(await maanden.get("2026-09-01"), first);
    assert.deepEqual(asked, []);
    await assert.rejects(maanden.get("2026-08-01"), /503/);
    const both = await Promise.all([maanden.get("2026-08-01"), maanden.get("2026-08-01")]);
    assert.equal(both[0], both[1]);
    assert.deepEqual(asked, ["/2026-08-01.json", "/2026-08-01.json"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
