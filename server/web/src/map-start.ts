// Brings the map onto the page without holding it up: the library comes when it is needed, and the work is cut in steps.
import { element } from "./data";
import type { Start } from "./page-data";
import { graphics } from "./graphics";
import type { MapOptions, StandMap } from "./map";
import { painted, pause } from "./steps";

const SIGNS = ["pointermove", "pointerdown", "wheel", "scroll", "keydown", "focusin"] as const;
const LONG_ENOUGH_MS = 8000;

/** Chromium reports a move of zero where the page moves under a mouse that lies still: that is no sign of a reader. */
function stirredByThePage(event: Event): boolean {
  return event instanceof PointerEvent && event.type === "pointermove" && !event.movementX && !event.movementY;
}

/**
 * Resolves at the first sign of somebody who reads here, at once where the address asks for a place on the map, and after a
 * while in any case. Until then the first map does, which costs a phone nothing.
 */
function sought(): Promise<void> {
  if (/^#[^?]/.test(location.hash)) return Promise.resolve(); // `#?secret=` is of WordPress, around a frame
  return new Promise((done) => {
    const end = (event?: Event): void => {
      if (event && stirredByThePage(event)) return;
      for (const sign of SIGNS) removeEventListener(sign, end, true);
      done();
    };
    for (const sign of SIGNS) addEventListener(sign, end, { capture: true, passive: true });
    setTimeout(() => end(), LONG_ENOUGH_MS);
  });
}

/**
 * The map in `#kaart`, with nothing drawn yet: `begin` does that. There is no trial whether WebGL works: with software
 * rendering that costs as much as the map. Null where it does not, or where the library cannot be fetched.
 */
export async function startMap(start: Start, options: () => MapOptions): Promise<StandMap | null> {
  try {
    await sought();
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
