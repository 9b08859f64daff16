// What goes on paper: the picture of the server, which is sharp, and the table of all gemeenten of the month on screen.
import { element, stillOf } from "./data";
import { hexagons } from "./first-map";
import type { Maand, Start } from "./page-data";

/** The answer at once: a browser waits for nothing that begins when it is about to print. */
function now(url: string, type?: string): string | null {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  if (type) request.overrideMimeType(type);
  try {
    request.send();
  } catch {
    return null;
  }
  return request.status === 200 ? request.responseText : null;
}

function bytesOf(text: string): string {
  let found = "";
  for (let n = 0; n < text.length; n++) found += String.fromCharCode(text.charCodeAt(n) & 0xff);
  return `data:image/png;base64,${btoa(found)}`;
}

function putOnPaper(start: Start, { peildatum }: Maand, gemeente: string | null, live: () => string | null): void {
  const content = hexagons ? null : now(stillOf(start, peildatum, gemeente ?? ""), "text/plain; charset=x-user-defined");
  const source = content === null ? live() : bytesOf(content);
  if (source) {
    const picture = document.createElement("img");
    picture.id = "papier";
    picture.alt = "";
    picture.src = source;
    element("kaart").before(picture);
  }
  const page = now(`${start.paden.tabel}?peildatum=${peildatum}`);
  const table = page === null ? null : new DOMParser().parseFromString(page, "text/html").querySelector("table.gemeenten");
  if (!table) return;
  const box = document.createElement("section");
  box.id = "papiertabel";
  box.append(table);
  element("kaartvak").after(box);
}

/** `shown` tells which month and gemeente stand on the screen; `live` gives the map as drawn, for when the server is gone. */
export function onPaper(
  start: Start,
  shown: () => { maand: Maand; gemeente: string | null },
  live: () => string | null,
): void {
  const clear = (): void => {
    for (const id of ["papier", "papiertabel"]) document.getElementById(id)?.remove();
  };
  addEventListener("beforeprint", () => {
    clear();
    const { maand, gemeente } = shown();
    putOnPaper(start, maand, gemeente, live);
  });
  addEventListener("afterprint", clear);
}
