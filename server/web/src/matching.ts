// Which names fit what somebody typed: forgiving about accents, signs and typing errors. The rules are those of the server
// (data/domain/area_search.py), on the names that it sends.
import type { Naam } from "./data";

const MOST = 8;
const SURE = 3; // further off is a typing error
const SHORT = 5; // letters of a word in which a typing error is hardly guessed

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
  const short = typed.length <= SHORT;
  if (typed.length < 4 || (short && name[0] !== typed[0])) return Infinity;
  const allowed = typed.length < 7 ? 1 : 2;
  let best = edits(typed, name, allowed);
  for (const length of short ? [] : [typed.length, typed.length + 1, typed.length - 1]) {
    best = Math.min(best, edits(typed, name.slice(0, length), allowed));
  }
  return best <= allowed ? 3 + best : Infinity;
}

/** The code that was typed, in full: GM0344 of "344" and of "gm 344"; empty for anything else. */
function codeIn(text: string): string {
  const [, soort = "gm", digits = ""] = /^(?:(gm|pv)[\s-]*)?(\d{1,4})$/i.exec(text.trim()) ?? [];
  return digits && soort.toUpperCase() + (soort.toLowerCase() === "gm" ? digits.padStart(4, "0") : digits);
}

/** What fits, best first; a typing error counts only where nothing else fits. */
function fitting(text: string, names: Naam[]): { naam: Naam; far: number }[] {
  const typed = plain(text);
  if (!typed) return [];
  const code = codeIn(text);
  const coded = code ? names.find((naam) => naam[1] === code) : undefined; // its own name comes first of all its names
  if (coded) return [{ naam: coded, far: 0 }];
  const seen = new Set<string>();
  const found = names
    .map((naam) => ({ naam, far: distance(typed, plain(naam[0])) }))
    .filter(({ far }) => far < Infinity)
    .sort((a, b) => a.far - b.far || a.naam[0].localeCompare(b.naam[0], "nl"))
    .filter(({ naam }) => !seen.has(naam[1]) && seen.add(naam[1]));
  const sure = found.filter(({ far }) => far <= SURE);
  return sure.length ? sure : found;
}

export function find(text: string, names: Naam[]): Naam[] {
  return fitting(text, names)
    .slice(0, MOST)
    .map(({ naam }) => naam);
}

/** The codes of all gemeenten that are meant; the name of a provincie means each of hers. */
export function meant(text: string, names: Naam[]): Set<string> {
  const found = fitting(text, names);
  const exact = found.filter(({ far }) => far === 0);
  if (exact.length && exact.every(({ naam }) => naam[1].startsWith("PV"))) {
    const codes = new Set(exact.map(({ naam }) => naam[1]));
    const official = new Set(names.filter(([, code, uitleg]) => codes.has(code) && uitleg === "provincie").map(([naam]) => naam));
    return new Set(names.filter(([, code, uitleg]) => code.startsWith("GM") && official.has(uitleg)).map(([, code]) => code));
  }
  return new Set(found.map(({ naam }) => naam[1]));
}

/** Which line of a list of `count` is marked after this key, from line `active` on (-1 is none). */
export function marked(active: number, count: number, key: "ArrowDown" | "ArrowUp"): number {
  if (!count) return -1;
  return key === "ArrowDown" ? (active + 1) % count : (Math.max(0, active) + count - 1) % count;
}
