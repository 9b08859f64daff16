// The filter of the map: boxes of the legend and a provincie. It stands in the address, and goes along to the table.
import { type Filter, parseFilter, writeFilter, writeForm } from "./address";
import { element } from "./data";
import { hexagons } from "./first-map";
import type { Maand } from "./page-data";

export class MapFilter {
  private readonly boxes = [...document.querySelectorAll<HTMLInputElement>("#legenda input")];
  private readonly select = element<HTMLSelectElement>("k-provincie");
  private readonly links = [...document.querySelectorAll<HTMLAnchorElement | HTMLLinkElement>("a[data-filter], link[rel=canonical]")];

  /** `onChange` is called after the address has it. */
  constructor(onChange: () => void) {
    const { klassen, provincie } = parseFilter(location.search);
    this.select.value = provincie;
    if (this.select.selectedIndex < 0) this.select.value = ""; // no such provincie
    const changed = (): void => {
      if (!this.boxes.some((box) => box.checked)) for (const box of this.boxes) box.checked = true; // none would be no map
      const query = writeFilter(this.wanted, location.search);
      history.replaceState(history.state, "", location.pathname + query + location.hash);
      onChange();
    };
    for (const box of this.boxes) {
      box.disabled = false;
      box.checked = !klassen.length || klassen.includes(Number(box.value));
      box.addEventListener("change", changed);
    }
    this.select.addEventListener("change", changed);
  }

  private get wanted(): Filter {
    const klassen = this.boxes.filter((box) => box.checked).map((box) => Number(box.value));
    return { klassen: klassen.length < this.boxes.length ? klassen.toSorted((a, b) => a - b) : [], provincie: this.select.value };
  }

  /** The klassen that are not wanted. */
  get hidden(): Set<number> {
    return new Set(this.boxes.filter((box) => !box.checked).map((box) => Number(box.value)));
  }

  /** The code of the provincie that alone is wanted, or empty. */
  get provincie(): string {
    return this.select.value;
  }

  /** Counts the gemeenten of a month that are wanted, and lets the links, and the address that a browser shares, take month and filter along. */
  tell(maand: Maand, newest: boolean): void {
    const counts = maand.tellingen[this.provincie];
    let shown = 0;
    const said: string[] = [];
    for (const { klasse, status, uitleg, aantal } of maand.legenda) {
      const line = document.querySelector(`.rij[data-klasse="${klasse}"]`);
      const [words, number] = ["uitleg", "aantal"].map((name) => line?.querySelector(`[data-v=${name}]`));
      const count = counts?.[klasse] ?? aantal;
      if (words && klasse) words.textContent = uitleg;
      if (number) number.textContent = String(count);
      if (this.hidden.has(klasse)) continue;
      shown += count;
      if (count || klasse) said.push(`${count} ${status}`);
    }
    const where = this.provincie ? this.select.selectedOptions[0]?.text : "Nederland";
    element("toetsen").setAttribute("aria-label", `Stand per ${maand.titel}: ${said.join(", ")}. Kaart van ${where}`);
    const chosen = !newest || new URLSearchParams(location.search).has("peildatum"); // a month that was asked for stays
    const query = writeFilter(this.wanted, chosen ? `?peildatum=${maand.peildatum}` : "");
    for (const link of this.links) {
      const form = link.rel === "canonical" && hexagons ? "zeshoek" : "";
      link.href = new URL(writeForm(form, query) || "?", link.href).href.replace(/\?$/, "");
    }
    const text = `${shown}\u00a0${shown === 1 ? "gemeente" : "gemeenten"}`;
    const told = document.querySelector("#intabel [data-v=getoond]");
    if (told && told.textContent !== text) told.textContent = text;
  }
}
