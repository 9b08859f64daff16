import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { beyond, extentOf, freeRoom } = await load("map-extent");

test("the extent holds every part of every shape", () => {
  const shapes = [
    { type: "Polygon", coordinates: [[[4, 52], [5, 52], [5, 53], [4, 52]]] },
    { type: "MultiPolygon", coordinates: [[[[6, 51], [6.5, 51], [6, 51.5], [6, 51]]], [[[3.5, 52], [3.6, 52], [3.5, 52.1], [3.5, 52]]]] },
    { type: "GeometryCollection", geometries: [] },
  ];
  assert.deepEqual(extentOf(shapes), [[3.5, 51], [6.5, 53]]);
  assert.deepEqual(extentOf([{ type: "Point", coordinates: [5, 52] }]), [[5, 52], [5, 52]]);
  assert.equal(extentOf([]), null);
});

test("the room of an area is what the panel leaves, with a margin that a small screen can bear", () => {
  const map = { clientWidth: 1000, clientHeight: 600 };
  assert.deepEqual(freeRoom(map), { top: 60, left: 60, right: 60, bottom: 60 });
  assert.deepEqual(freeRoom({ clientWidth: 300, clientHeight: 600 }, 300), { top: 50, left: 50, right: 50, bottom: 350 });
  assert.equal(freeRoom({ clientWidth: 320, clientHeight: 400 }, 350), null);
});

test("the map moves no further than it takes to see what lies beyond an edge", () => {
  assert.equal(beyond(100, 200, 800), 0, "in view");
  assert.equal(beyond(-30, 50, 800), -50, "20 pixels from the left");
  assert.equal(beyond(700, 900, 800), 120, "20 pixels from the right");
  assert.equal(beyond(700, 2000, 800), 680, "too broad: its beginning stays in view");
  assert.equal(beyond(-900, 100, 800), -680, "and so does its end");
  assert.equal(beyond(-100, 900, 800), 0, "it fills the room");
});
