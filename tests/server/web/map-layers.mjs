// What the map draws, judged by the expressions and the validator of the style specification itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { library, load } from "./load.mjs";

const { layers, patternImage, rankWith } = await load("map-layers");
const { createPropertyExpression, latest, validateStyleMin } = await library("@maplibre/maplibre-gl-style-spec");

const klassen = [
  { klasse: 1, status: "goed", kleur: "#010101", inkt: "#ffffff", patroon: "" },
  { klasse: 2, status: "enigszins", kleur: "#020202", inkt: "#ffffff", patroon: "lines" },
  { klasse: 0, status: "geen", kleur: "#000000", inkt: "#ffffff", patroon: "cross" },
];
const kleuren = {
  water: "#eeeeee",
  rand: "#08264f",
  kern: "#ffffff",
  gekozen: "#e8590c",
  bleek: "#ececec",
  vlak: (klasse) => klassen.find((one) => one.klasse === klasse).kleur,
  inkt: () => "rgb(255, 255, 255)",
};
const drawn = layers(klassen, kleuren, null);
const named = (id, all = drawn) => all.find((layer) => layer.id === id);

function value(layer, group, property, attributes, state = {}) {
  const spec = latest[`${group}_${layer.type}`][property];
  const made = createPropertyExpression(layer[group][property], `layers[0].${group}.${property}`, spec);
  assert.equal(made.result, "success", JSON.stringify(made.value));
  return made.value.evaluate({ zoom: 7 }, { type: "Polygon", id: attributes.id, properties: attributes }, state);
}

const colour = (attributes, state) => value(named("vlak"), "paint", "fill-color", attributes, state).toString();

test("the style is valid, with and without a provincie", () => {
  for (const provincie of [null, 27]) {
    const sources = { stand: { type: "vector", tiles: ["https://voorbeeld.nl/{z}/{x}/{y}"] } };
    const glyphs = "https://voorbeeld.nl/{fontstack}/{range}";
    const style = { version: 8, sources, glyphs, layers: layers(klassen, kleuren, provincie) };
    assert.deepEqual(validateStyleMin(style).map((error) => error.message), []);
  }
});

test("a gemeente has the colour of its klasse in the tile, unless the month on screen says another", () => {
  assert.equal(colour({ klasse: 1 }), "rgba(1,1,1,1)");
  assert.equal(colour({ klasse: 1 }, { klasse: 2 }), "rgba(2,2,2,1)");
  assert.equal(colour({ klasse: 1 }, { klasse: 0 }), "rgba(0,0,0,1)");
});

test("a klasse that is switched off has another colour and no pattern", () => {
  const off = colour({ klasse: 2 }, { klasse: 2, uit: true });
  assert.ok(!["rgba(1,1,1,1)", "rgba(2,2,2,1)", "rgba(0,0,0,1)"].includes(off));
  assert.equal(colour({ klasse: 1 }, { klasse: 1, uit: true }), off);
  const opacity = (state) => value(named("patroon-2"), "paint", "fill-opacity", { klasse: 2 }, state);
  assert.equal(opacity({}), 1);
  assert.equal(opacity({ uit: true }), 0);
  assert.equal(opacity({ klasse: 1 }), 0);
});

test("every klasse with a pattern has one layer for it, and a plain one none", () => {
  assert.deepEqual(drawn.filter(({ id }) => id.startsWith("patroon")).map(({ id }) => id), ["patroon-2", "patroon-0"]);
});

test("only what is chosen or under the pointer is outlined, what is chosen thickest", () => {
  const width = (state) => value(named("onder-muis"), "paint", "line-width", {}, state);
  assert.equal(width({}), 0);
  assert.ok(width({ gekozen: true }) > width({ muis: true }) && width({ muis: true }) > 0);
  assert.equal(width({ gekozen: true, muis: true }), width({ gekozen: true }));
});

test("a provincie veils the others and is outlined itself", () => {
  const all = layers(klassen, kleuren, 27);
  assert.deepEqual(named("elders", all).filter, ["!=", ["id"], 27]);
  assert.deepEqual(all.filter(({ id }) => id.startsWith("rond")).map(({ filter }) => filter), [["==", ["id"], 27], ["==", ["id"], 27]]);
  assert.equal(named("elders"), undefined);
});

test("the name of the chosen gemeente gives way to none", () => {
  const layer = { type: "symbol", layout: { "symbol-sort-key": rankWith(344) } };
  const rank = (id) => value(layer, "layout", "symbol-sort-key", { id, rang: 12 });
  assert.equal(rank(344), 0);
  assert.equal(rank(363), 12);
});

test("a pattern has the ink of its klasse, covering as much as the server says", () => {
  globalThis.ImageData = function ImageData(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  };
  const image = patternImage({ dekking: btoa(String.fromCharCode(0, 102, 255, 1)), klasse: 2 }, { inkt: () => "rgb(8, 38, 79)" });
  assert.deepEqual([image.width, image.height], [2, 2]);
  assert.deepEqual([...image.data], [8, 38, 79, 0, 8, 38, 79, 102, 8, 38, 79, 255, 8, 38, 79, 1]);
  delete globalThis.ImageData;
});
