// Where areas lie, in degrees of longitude and latitude, and how much room the whole country gets.
import type { MapGeoJSONFeature } from "maplibre-gl";

/** [west, south], [east, north] */
export type Extent = [[number, number], [number, number]];

/** How far one can move away; wide enough for the whole country in a frame of any shape. */
export const LIMITS: Extent = [
  [-15, 43],
  [26, 60],
];

/** The room around the whole country, in pixels; the style sheet has it for the map before any script. */
export function paddingOf(container: HTMLElement): number {
  return container.clientWidth < 500 ? 12 : 28;
}

/** The room to keep around an area so that it stands in the map, of which `covered` pixels at the foot lie under something;
 * null when almost nothing is left. The style sheet has it too, for the map before any script. */
export function freeRoom(container: HTMLElement, covered = 0) {
  const [width, height] = [container.clientWidth, container.clientHeight - covered];
  if (Math.min(width, height) < 60) return null;
  const around = Math.min(60, width / 6, height / 6);
  return { top: around, left: around, right: around, bottom: around + covered };
}

/** How far to move so that what lies from here to there stands in a room of this size, 20 pixels from its edges, or fills it. */
export function beyond(from: number, to: number, room: number): number {
  const [before, after] = [Math.min(0, from - 20), Math.max(0, to - room + 20)];
  if (before && after) return 0;
  return before ? Math.max(before, to - room + 20) : Math.min(after, from - 20);
}

/** What holds all of these shapes; null when there is nothing to hold. */
export function extentOf(shapes: MapGeoJSONFeature["geometry"][]): Extent | null {
  const points = shapes.flatMap((shape) =>
    shape.type === "GeometryCollection" ? [] : (shape.coordinates.flat(3) as unknown[]),
  );
  const numbers = points.filter((n): n is number => typeof n === "number");
  if (numbers.length < 2) return null;
  const lons = numbers.filter((_, n) => n % 2 === 0);
  const lats = numbers.filter((_, n) => n % 2 === 1);
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}
