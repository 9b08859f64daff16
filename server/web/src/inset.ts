// The Randstad once more and larger, beside the live map: it uses the shapes of the first map, which lie hidden then.
import { numberOf } from "./data";
import type { Maand } from "./page-data";

const box = document.querySelector<HTMLAnchorElement>("#inzet");
const place = box?.getAttribute("href");
let sameBorders = true;
let wholeCountry = true;

function showOrHide(): void {
  if (box) box.hidden = !sameBorders || !wholeCountry;
}

/** Puts each gemeente in the klasse of this month; with other borders than those of the page there is no inset. */
export function showInInset({ cijfers, peildatum }: Maand): void {
  if (!box) return; // the first map may be of one provincie, with the others pale
  box.setAttribute("href", `${place}&peildatum=${peildatum}`); // relative: the filter in the address stays
  let missing = Object.keys(cijfers).length;
  for (const area of document.querySelectorAll<SVGAElement>("#eerste a")) {
    const code = /GM\d{4}/.exec(area.href.baseVal)?.[0];
    const figures = code && cijfers[String(numberOf(code))];
    if (!figures) continue;
    missing--;
    document.getElementById(`vlak-${figures[0]}`)?.append(area);
  }
  sameBorders = missing === 0;
  showOrHide();
}

/** Fades the klassen that are not wanted; of one provincie there is no inset. */
export function filterInset(hidden: Set<number>, provincie: string): void {
  for (const group of document.querySelectorAll<SVGGElement>("#inzet [data-klasse]")) {
    group.toggleAttribute("data-weg", hidden.has(Number(group.dataset["klasse"])));
  }
  wholeCountry = provincie === "";
  showOrHide();
}
