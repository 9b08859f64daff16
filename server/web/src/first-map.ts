// The map that stands in the document before any script: it gives way to the live map, and stays where that cannot come.
import { codeOf, element, numberOf } from "./data";
import type { Hit } from "./hover";
import type { Drawing } from "./map-keys";

/** Takes it away: the live map shows the same. */
export function hideFirstMap(): void {
  element("eerste").hidden = true;
}

/** Keeps it in place of a live map, of which nothing stays behind. */
export function keepFirstMap(): void {
  const kaart = element("kaart");
  kaart.replaceChildren();
  kaart.className = "kaart";
}

function codeAt(part: Element): string | undefined {
  return /GM\d{4}/.exec(part.closest("a")?.getAttribute("href") ?? "")?.[0];
}

/** For the keys: it stands still, so all is in view. */
export const firstDrawing: Drawing = {
  point(id) {
    const eerste = element("eerste");
    for (const line of eerste.querySelectorAll("[data-bij]")) line.remove();
    const area = id === null ? null : eerste.querySelector(`a[href*=${codeOf(id)}]`);
    if (!area) return;
    for (const name of ["rand licht", "rand"]) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "g");
      for (const [key, value] of [["class", name], ["fill", "none"], ["pointer-events", "none"], ["data-bij", ""]] as const) {
        line.setAttribute(key, value);
      }
      const shape = area.cloneNode(true) as Element;
      shape.removeAttribute("href"); // a line, not another way to its page
      shape.querySelector("[id]")?.removeAttribute("id");
      line.append(shape);
      area.parentElement?.closest("svg > g")?.append(line);
    }
  },
  middle() {
    const { left, top, width, height } = element("eerste").getBoundingClientRect();
    const code = document.elementsFromPoint(left + width / 2, top + height / 2).map(codeAt).find(Boolean);
    return code ? numberOf(code) : undefined;
  },
  zoom() {},
  pan() {},
  whole() {},
};

/** Calls `choose` with what is clicked on it, as the live map does. */
export function onFirstMap(choose: (code: string) => void): void {
  element("eerste").addEventListener("click", (event) => {
    const code = codeAt(event.target as Element);
    if (!code || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(code);
  });
}

/** Whether it is the map of hexagons, which no live map takes over from. */
export const hexagons = document.querySelector("#eerste.zeshoeken") !== null;

/** Calls `hover` with what the pointer is over, or with null. */
export function onHoverFirstMap(hover: (hit: Hit | null) => void): void {
  const first = element("eerste");
  first.addEventListener("pointermove", (event) => {
    const shape = event.pointerType === "mouse" ? (event.target as Element).closest("a") : null;
    const code = shape ? codeAt(shape) : undefined;
    const { left, top } = first.getBoundingClientRect();
    const title = shape?.querySelector("title"); // the browser would show that too
    if (shape && title) {
      shape.dataset["naam"] = title.textContent;
      title.remove();
    }
    const naam = shape?.dataset["naam"] ?? "";
    hover(code ? { code, naam, x: event.clientX - left, y: event.clientY - top } : null);
  });
  first.addEventListener("pointerleave", () => hover(null));
}

/** Draws the line around this gemeente, around nothing without one. */
export function chooseOnFirstMap(code: string | null): void {
  document.getElementById("gekozen")?.removeAttribute("id");
  if (code) document.querySelector(`#eerste a[href*="${code}"] path`)?.setAttribute("id", "gekozen");
}

/** Shows the map of another month or with another filter, from the page that has it. */
export async function showFirstMapOf(peildatum: string): Promise<void> {
  const query = new URLSearchParams(location.search);
  query.set("peildatum", peildatum);
  const answer = await fetch(`${location.pathname}?${query}`, { credentials: "omit" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const drawing = page.querySelector("#eerste svg");
  if (drawing) element("eerste").replaceChildren(drawing);
}
