// Where a month stands on the strip, and which one the slider takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { nextPlace, placesOf } = await load("timeline");

test("months stand by time: a year without figures takes its room", () => {
  assert.deepEqual(placesOf(["2024-12-01", "2025-01-01", "2026-03-01"]), [0, 1, 15]);
});

test("the slider goes on to the next month that has figures, in the direction it is moved", () => {
  const places = [0, 1, 15];
  assert.equal(nextPlace(places, 1, 2), 15);
  assert.equal(nextPlace(places, 15, 14), 1);
  assert.equal(nextPlace(places, 0, 1), 1);
  assert.equal(nextPlace(places, 15, 16), 15);
});
