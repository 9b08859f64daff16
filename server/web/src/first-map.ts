// The map that stands in the document before any script: it gives way to the live map, and stays where that cannot come.
import { codeAt, element } from "./data";
import type { Hit } from "./hover";

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
