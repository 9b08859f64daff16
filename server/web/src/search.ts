// Search for a gemeente or provincie: forgiving about accents and typing errors, made for the keyboard (ARIA combobox).
import { element, getJson, type Naam } from "./data";

const MOST = 8;
const NOTHING = "Geen gemeente of provincie gevonden";

export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/^['’]?s[- ]/, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** Edits between two short texts, a swap of neighbours counts once; stops counting above `most`. */
export function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most + 1;
}

/** How far a name is from what was typed: lower is better, Infinity is no match. */
export function distance(typed: string, name: string): number {
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 1;
  if (name.includes(` ${typed}`)) return 2;
  if (typed.length > 2 && name.includes(typed)) return 3;
  if (typed.length < 4) return Infinity;
  const allowed = typed.length < 7 ? 1 : 2;
  let best = edits(typed, name, allowed);
  for (const length of [typed.length, typed.length + 1, typed.length - 1]) {
    best = Math.min(best, edits(typed, name.slice(0, length), allowed));
  }
  return best <= allowed ? 3 + best : Infinity;
}

export function find(text: string, names: Naam[]): Naam[] {
  const typed = plain(text);
  if (!typed) return [];
  const seen = new Set<string>();
  return names
    .map((naam) => ({ naam, far: distance(typed, plain(naam[0])) }))
    .filter(({ far }) => far < Infinity)
    .sort((a, b) => a.far - b.far || a.naam[0].localeCompare(b.naam[0], "nl"))
    .filter(({ naam }) => !seen.has(naam[0] + naam[1]) && seen.add(naam[0] + naam[1]))
    .slice(0, MOST)
    .map(({ naam }) => naam);
}

export class Search {
  private readonly field = element<HTMLInputElement>("zoekveld");
  private readonly list = element<HTMLUListElement>("zoeklijst");
  private readonly message = element("zoekmelding");
  private names: Promise<Naam[]> | null = null;
  private found: Naam[] = [];
  private active = -1;
  private closing = 0;

  constructor(
    private readonly url: string,
    private readonly onChoose: (code: string) => void,
  ) {
    const { field } = this;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": "zoeklijst",
      "aria-autocomplete": "list",
    })) {
      field.setAttribute(name, value);
    }
    field.addEventListener("focus", () => void this.load());
    field.addEventListener("input", () => void this.update());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => {
      this.closing = window.setTimeout(() => this.close(), 150);
    });
    element<HTMLFormElement>("zoek").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.update().then(() => this.pick(Math.max(0, this.active)));
    });
  }

  private load(): Promise<Naam[]> {
    this.names ??= getJson<Naam[]>(this.url).catch(() => {
      this.names = null;
      return [];
    });
    return this.names;
  }

  private async update(): Promise<void> {
    const typed = this.field.value;
    const names = await this.load();
    if (typed !== this.field.value) return;
    clearTimeout(this.closing); // the button takes the focus, but what was found stays
    this.found = find(typed, names);
    this.active = this.found.length ? 0 : -1;
    this.list.replaceChildren(
      ...this.found.map(([naam, , uitleg], n) => {
        const item = document.createElement("li");
        item.id = `zoek-${n}`;
        item.role = "option";
        const label = document.createElement("span");
        label.textContent = naam;
        const note = document.createElement("small");
        note.textContent = uitleg;
        item.append(label, note);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.pick(n);
        });
        return item;
      }),
    );
    const open = this.found.length > 0;
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.mark();
    const nothing = !open && typed.trim() !== "" && names.length > 0;
    this.message.classList.toggle("leesbaar", !nothing);
    if (open || nothing) this.message.textContent = open ? `${this.found.length} gevonden` : NOTHING;
  }

  private mark(): void {
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === this.active)));
    if (this.active < 0) this.field.removeAttribute("aria-activedescendant");
    else {
      this.field.setAttribute("aria-activedescendant", `zoek-${this.active}`);
      this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
    }
  }

  private key(event: KeyboardEvent): void {
    const count = this.found.length;
    if (event.key === "Escape") this.close();
    else if (count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.mark();
    }
  }

  private close(): void {
    this.list.hidden = true;
    this.message.classList.add("leesbaar");
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  private pick(index: number): void {
    const chosen = this.found[index];
    if (!chosen) return this.field.focus();
    this.field.value = chosen[0];
    this.close();
    this.onChoose(chosen[1]);
  }
}
