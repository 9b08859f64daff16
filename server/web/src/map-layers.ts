// How the map is drawn: colour and pattern by klasse, borders, names. Month, filter and choice are feature state.
import type { ExpressionSpecification, LayerSpecification, Map as GlMap } from "maplibre-gl";
import type { Kleuren } from "./map-colours";
import type { Klassebeeld } from "./page-data";

export const SOURCE = "stand";
const FONT = ["IBM Plex Sans"];
const RANK: ExpressionSpecification = ["get", "rang"];
/** The layers that follow choice and pointer, the lower one first. */
export const OUTLINES = ["onder-muis-rand", "onder-muis"] as const;

const state = (name: string): ["feature-state", string] => ["feature-state", name];

/** The pattern of a klasse. Set pixel by pixel: a canvas would have to wait for the graphics process. */
export function patternImage({ dekking, klasse }: Klassebeeld, kleuren: Kleuren): ImageData {
  const cover = Uint8Array.from(atob(dekking), (sign) => sign.charCodeAt(0));
  const image = new ImageData(Math.sqrt(cover.length), Math.sqrt(cover.length));
  const ink = (kleuren.inkt(klasse).match(/\d+/g) ?? []).slice(0, 3).map(Number);
  cover.forEach((alpha, n) => image.data.set([...ink, alpha], 4 * n));
  return image;
}

/** Puts the patterns on the map. */
export function addPatterns(gl: GlMap, klassen: Klassebeeld[], kleuren: Kleuren): void {
  for (const klasse of klassen) {
    if (klasse.patroon) gl.addImage(klasse.patroon, patternImage(klasse, kleuren), { pixelRatio: 2 });
  }
}

/** The layers from bottom to top; what lies outside `provincie`, the number of its code, is veiled. */
export function layers(klassen: Klassebeeld[], kleuren: Kleuren, provincie: number | null): LayerSpecification[] {
  const { water, rand, kern, gekozen, bleek } = kleuren;
  const klasse = ["to-number", ["coalesce", state("klasse"), ["get", "klasse"]]];
  const colours = klassen.flatMap((k) => [k.klasse, kleuren.vlak(k.klasse)]);
  const fills: unknown[] = [
    { id: "water", type: "background", paint: { "background-color": water } },
    {
      id: "vlak",
      type: "fill",
      source: SOURCE,
      "source-layer": "gemeenten",
      paint: {
        "fill-antialias": false,
        "fill-color": ["case", ["boolean", state("uit"), false], bleek, ["match", klasse, ...colours, bleek]],
      },
    },
    ...klassen
      .filter((k) => k.patroon)
      .map((k) => ({
        id: `patroon-${k.klasse}`,
        type: "fill",
        source: SOURCE,
        "source-layer": "gemeenten",
        paint: {
          "fill-antialias": false,
          "fill-pattern": k.patroon,
          "fill-opacity": ["case", ["boolean", state("uit"), false], 0, ["==", klasse, k.klasse], 1, 0],
        },
      })),
    ...(provincie === null ? [] : [veil(provincie, bleek)]),
    line("grens-gemeente", "gemeente", rand, [5, 0.35, 8, 0.9, 12, 1.6], 0.75),
    line("grens-gemeente-licht", "gemeente", kern, [5, 0.2, 8, 0.5, 12, 0.9], 0.6),
    line("grens-provincie", "provincie", rand, [5, 1.1, 8, 2.2, 12, 4], 1),
    line("grens-provincie-licht", "provincie", kern, [5, 0.5, 8, 1, 12, 1.8], 1),
    line("grens-land", "land", rand, [5, 0.9, 8, 1.6, 12, 2.6], 1),
    ...(provincie === null ? [] : [around(provincie, kern, 7), around(provincie, gekozen, 3)]),
    outline(OUTLINES[0], kern, 7.5, 0),
    outline(OUTLINES[1], gekozen, 3.5, 2.5),
    {
      id: "namen",
      type: "symbol",
      source: SOURCE,
      "source-layer": "namen",
      minzoom: 7,
      layout: {
        "text-field": ["get", "naam"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 7, 11, 10, 15],
        "text-max-width": 7,
        "text-padding": 4,
        "symbol-sort-key": RANK,
      },
      paint: { "text-color": rand, "text-halo-color": kern, "text-halo-width": 1.8 },
    },
  ];
  return fills as LayerSpecification[];
}

/** What comes first when names are in each other's way: the largest gemeenten, and before those the chosen one. */
export const rankWith = (chosen: number): ExpressionSpecification => ["case", ["==", ["id"], chosen], 0, RANK];

/** A line around what is chosen or under the pointer. */
function outline(id: string, color: string, chosen: number, pointed: number): unknown {
  return {
    id,
    type: "line",
    source: SOURCE,
    "source-layer": "gemeenten",
    layout: { "line-join": "round" },
    paint: {
      "line-color": color,
      "line-opacity": 0, // not drawn at all until something is chosen or under the pointer
      "line-width": ["case", ["boolean", state("gekozen"), false], chosen, ["boolean", state("muis"), false], pointed, 0],
    },
  };
}

const OF_PROVINCIE = ["elders", "rond-provincie-7", "rond-provincie-3"];

/** Puts the layers on the map that are there for one provincie alone; null takes them away. */
export function showProvincie(gl: GlMap, provincie: number | null, { kern, gekozen, bleek }: Kleuren): void {
  for (const id of OF_PROVINCIE) if (gl.getLayer(id)) gl.removeLayer(id);
  if (provincie === null) return;
  gl.addLayer(veil(provincie, bleek), "grens-gemeente");
  for (const rand of [around(provincie, kern, 7), around(provincie, gekozen, 3)]) gl.addLayer(rand, OUTLINES[0]);
}

function around(provincie: number, color: string, width: number): LayerSpecification {
  return {
    id: `rond-provincie-${width}`,
    type: "line",
    source: SOURCE,
    "source-layer": "provincies",
    filter: ["==", ["id"], provincie],
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width },
  };
}

/** Makes the other provincies pale: a legend with numbers counts this one alone. */
function veil(provincie: number, color: string): LayerSpecification {
  return {
    id: "elders",
    type: "fill",
    source: SOURCE,
    "source-layer": "provincies",
    filter: ["!=", ["id"], provincie],
    paint: { "fill-antialias": false, "fill-color": color, "fill-opacity": 0.8 },
  };
}

/** Gives what is on the map the colours of another theme. */
export function recolour(gl: GlMap, klassen: Klassebeeld[], kleuren: Kleuren, provincie: number | null): void {
  for (const { id, paint } of layers(klassen, kleuren, provincie)) {
    for (const [name, value] of Object.entries(paint ?? {})) {
      if (name.endsWith("-color")) gl.setPaintProperty(id, name as "fill-color", value as string);
    }
  }
  for (const klasse of klassen) if (klasse.patroon) gl.updateImage(klasse.patroon, patternImage(klasse, kleuren));
}

function line(id: string, niveau: string, color: string, stops: number[], opacity: number): unknown {
  return {
    id,
    type: "line",
    source: SOURCE,
    "source-layer": "grenzen",
    filter: ["==", ["get", "niveau"], niveau],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: {
      "line-color": color,
      "line-opacity": opacity,
      "line-width": ["interpolate", ["linear"], ["zoom"], ...stops],
    },
  };
}
