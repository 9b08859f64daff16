// Brings the map onto the page without holding it up: the library comes beside the page, and the work is cut in steps.
import { element } from "./data";
import type { Start } from "./page-data";
import { graphics } from "./graphics";
import type { MapOptions, StandMap } from "./map";
import { painted, pause } from "./steps";

/**
 * The map in `#kaart`, with nothing drawn yet: `begin` does that. There is no trial whether WebGL works: with software
 * rendering that costs as much as the map. Null where it does not, or where the library cannot be fetched.
 */
export async function startMap(start: Start, options: () => MapOptions): Promise<StandMap | null> {
  try {
    const { makeMap, startWorker } = await import("./map");
    startWorker(start);
    await Promise.all([painted(), graphics]);
    await pause();
    return makeMap(element("kaart"), start, options());
  } catch (error) {
    console.error(error);
    return null;
  }
}
