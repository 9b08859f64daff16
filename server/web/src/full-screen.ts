// The map on the whole screen. The search comes along, and goes back to the header afterwards.
import { element } from "./data";

export async function toggleFullScreen(what: HTMLElement): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await what.requestFullscreen();
}

/** Lets the search follow what becomes as large as the screen; who was typing goes on. */
export function bringSearchAlong(what: HTMLElement): void {
  const search = element("zoek");
  const place = document.createComment("");
  search.before(place);
  what.addEventListener("fullscreenchange", () => {
    const focused = document.activeElement;
    if (document.fullscreenElement === what) what.prepend(search);
    else place.after(search);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  });
}
