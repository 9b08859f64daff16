import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { distance, edits, find, marked, plain } = await load("matching");

test("names are compared without accents, signs and the article in front", () => {
  assert.equal(plain("'s-Gravenhage"), "gravenhage");
  assert.equal(plain("’s-Hertogenbosch"), "hertogenbosch");
  assert.equal(plain("  Súdwest-Fryslân "), "sudwest fryslan");
  assert.equal(plain("Bergen (NH.)"), "bergen nh");
  assert.equal(plain("!?"), "");
});

test("an edit is one letter more, less or other, or two neighbours swapped", () => {
  assert.equal(edits("utrecht", "utrecht", 2), 0);
  assert.equal(edits("utrech", "utrecht", 2), 1);
  assert.equal(edits("utrrecht", "utrecht", 2), 1);
  assert.equal(edits("utrcht", "utrecht", 2), 1);
  assert.equal(edits("uterecht", "utrecht", 2), 1);
  assert.equal(edits("urtecht", "utrecht", 2), 1);
  assert.equal(edits("amsterdam", "rotterdam", 3), 3);
  assert.ok(edits("ede", "amsterdam", 2) > 2);
});

test("the whole name comes before its beginning, a later word, a piece, a typing error", () => {
  const far = ["bergen", "bergen op zoom", "eijsden bergen", "steenbergen", "bergan"].map((name) => distance("bergen", name));
  assert.deepEqual(far, far.toSorted((a, b) => a - b));
  assert.equal(new Set(far).size, 5);
});

test("two or three letters are no typing error of something else", () => {
  assert.equal(distance("ur", "ede"), Infinity);
  assert.equal(distance("edx", "ede"), Infinity);
  assert.ok(distance("edde", "ede") < Infinity);
});

test("in a short word one letter makes another word", () => {
  assert.equal(distance("test", "best"), Infinity);
  assert.equal(distance("test", "terschelling"), Infinity);
  assert.ok(distance("gooda", "gouda") < Infinity);
  assert.ok(distance("gravnh", "gravenhage") < Infinity);
});

test("what fits best comes first, then the alphabet; the same place once, and eight at most", () => {
  const names = [
    ["Utrechtse Heuvelrug", "GM1581", ""],
    ["Utrecht", "PV26", "provincie"],
    ["Utrecht", "GM0344", "Utrecht"],
    ["Aan de Utrecht", "GM1904", ""],
    ["Utrecht", "GM0344", "Utrecht"],
  ];
  assert.deepEqual(find("utrecht", names).map(([, code]) => code), ["PV26", "GM0344", "GM1581", "GM1904"]);
  assert.deepEqual(find("", names), []);
  assert.deepEqual(find("zzzz", names), []);
  const many = Array.from({ length: 20 }, (_, n) => [`Plaats ${String.fromCharCode(97 + n)}`, `GM${1000 + n}`, ""]);
  assert.deepEqual(find("plaats", many.toReversed()).map(([naam]) => naam.at(-1)).join(""), "abcdefgh");
});

test("the arrows go round the list, from its first line when none is marked", () => {
  assert.deepEqual([0, 1, 2].map((n) => marked(n, 3, "ArrowDown")), [1, 2, 0]);
  assert.deepEqual([0, 1, 2].map((n) => marked(n, 3, "ArrowUp")), [2, 0, 1]);
  assert.equal(marked(-1, 3, "ArrowDown"), 0);
  assert.equal(marked(-1, 3, "ArrowUp"), 2);
  assert.equal(marked(-1, 0, "ArrowDown"), -1);
});
