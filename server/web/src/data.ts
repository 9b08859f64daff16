// How the scripts get what the server tells them, and the words of one figure.

import type { Maand, PageData, Start } from "./page-data";

export type Naam = PageData["naam"];
export type Cijfer = Maand["cijfers"][string];

export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} ontbreekt`);
  return found as T;
}

export function readStart(): Start {
  return JSON.parse(element("gegevens").textContent ?? "") as Start;
}

export function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The address of the picture of a month: the country, or the area with this code. */
export function stillOf(start: Start, peildatum: string, code = ""): string {
  const country = fill(start.paden.plaatje, { peildatum });
  return code ? country.replace(/\.png$/, `/${code}.png`) : country;
}

export async function getJson<T>(url: string): Promise<T> {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as T;
}

/** The months by peildatum; each is fetched once. */
export class Maanden {
  private readonly known = new Map<string, Promise<Maand>>();

  constructor(private readonly start: Start) {
    this.known.set(start.maand.peildatum, Promise.resolve(start.maand));
  }

  get(peildatum: string): Promise<Maand> {
    let found = this.known.get(peildatum);
    if (!found) {
      found = getJson<Maand>(fill(this.start.paden.maand, { peildatum }));
      found.catch(() => this.known.delete(peildatum));
      this.known.set(peildatum, found);
    }
    return found;
  }
}

/** A percentage as Dutch writes it. By hand: making an Intl.NumberFormat takes longer than all the rest of the script. */
const percent = (value: number): string => `${value.toFixed(1).replace(".", ",")}%`;

/** What a gemeente has at a month, in words. */
export function inWoorden(cijfer: Cijfer | undefined): string {
  if (!cijfer || cijfer[0] === 0) return "geen cijfer";
  return cijfer[1] === null ? "taakstelling al gehaald" : `${percent(cijfer[1])} gehuisvest`;
}

export function codeOf(number: number | string): string {
  return `GM${String(number).padStart(4, "0")}`;
}

export function numberOf(code: string): number {
  return Number(code.slice(2));
}

/** The code of the gemeente that a part of a drawing stands for. */
export function codeAt(part: Element): string | undefined {
  return /GM\d{4}/.exec(part.closest("a")?.getAttribute("href") ?? "")?.[0];
}
