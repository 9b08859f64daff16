// The map that stands in the document before any script: it gives way to the live map, and stays where that cannot come.
import { element } from "./data";

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
    const address = (event.target as Element).closest("a")?.getAttribute("href") ?? "";
    const code = /GM\d{4}/.exec(address)?.[0];
    if (!code || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(code);
  });
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
