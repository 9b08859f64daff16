import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { parse, parseFilter, write, writeFilter } = await load("address");

test("what is written is read back", () => {
  const address = { kaart: { zoom: 7.25, lat: 52.1, lon: 5.3 }, gemeente: "GM0344", peildatum: "2026-08-01" };
  assert.equal(write(address), "#kaart=7.25/52.1000/5.3000&gemeente=GM0344&peildatum=2026-08-01");
  assert.deepEqual(parse(write(address)), address);
  assert.deepEqual(parse(write({})), {});
});

test("the hash sign may be left out, and the order is free", () => {
  assert.deepEqual(parse("peildatum=2026-08-01&gemeente=GM0344"), { gemeente: "GM0344", peildatum: "2026-08-01" });
});

for (const [what, hash] of [
  ["a zoom that does not exist", "#kaart=23/52/5"],
  ["a place outside the Netherlands", "#kaart=7/30/5"],
  ["a place that is not a number", "#kaart=7/52/x"],
  ["a place that is not whole", "#kaart=7/52"],
  ["a code that is too short", "#gemeente=GM344"],
  ["a provincie", "#gemeente=PV27"],
  ["a gemeente with something behind it", "#gemeente=GM0344%0A"],
  ["a day in the middle of a month", "#peildatum=2026-08-02"],
  ["script", "#gemeente=<script>"],
  ["nothing", ""],
]) {
  test(`${what} is left out`, () => assert.deepEqual(parse(hash), {}));
}

test("one bad part does not spoil the others", () => {
  assert.deepEqual(parse("#kaart=99/x/y&gemeente=GM0344&peildatum=2026-13"), { gemeente: "GM0344" });
});

test("a filter is written as the table has it, beside what else stands in the query", () => {
  const filter = { klassen: [1, 3], provincie: "PV26" };
  assert.equal(writeFilter(filter), "?klasse=1,3&provincie=PV26");
  assert.equal(writeFilter(filter, "?peildatum=2026-08-01&klasse=2"), "?peildatum=2026-08-01&klasse=1,3&provincie=PV26");
  assert.equal(writeFilter({ klassen: [], provincie: "" }, "?klasse=2"), "");
  assert.deepEqual(parseFilter(writeFilter(filter)), filter);
});

test("a filter of all klassen, and nonsense, is no filter", () => {
  for (const query of ["", "?klasse=3,2,1,0", "?klasse=9,x", "?provincie=Utrecht", "?provincie=PV260"]) {
    assert.deepEqual(parseFilter(query), { klassen: [], provincie: "" }, query);
  }
});
