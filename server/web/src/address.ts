// The state of the map page: in the hash #kaart=z/lat/lon&gemeente=GM0344&peildatum=2026-11-01, in the query the filter, as the
// table has it: ?klasse=1,3&provincie=PV26 (data/domain/area_filter.py). Bad values fall back.

export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

export interface Address {
  kaart?: View;
  gemeente?: string;
  peildatum?: string;
}

/** Which gemeenten are wanted. */
export interface Filter {
  /** The klassen, in order; none is all. */
  klassen: number[];
  /** The code of a provincie; empty is all. */
  provincie: string;
}

const KLASSEN = ["0", "1", "2", "3"];

export function parseFilter(query: string): Filter {
  const values = new URLSearchParams(query);
  const asked = (values.get("klasse") ?? "").split(",");
  const klassen = KLASSEN.filter((klasse) => asked.includes(klasse)).map(Number);
  const provincie = values.get("provincie") ?? "";
  return { klassen: klassen.length < KLASSEN.length ? klassen : [], provincie: /^PV\d{2}$/.test(provincie) ? provincie : "" };
}

/** The query with this filter; whatever else stands in it, stays. */
export function writeFilter({ klassen, provincie }: Filter, query = ""): string {
  const values = new URLSearchParams(query);
  for (const [name, value] of [["klasse", klassen.join(",")], ["provincie", provincie]] as const) {
    values.delete(name);
    if (value) values.set(name, value);
  }
  const text = values.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** The query with the form of the map, empty for the usual one; whatever else stands in it, stays. */
export function writeForm(vorm: string, query: string): string {
  const values = new URLSearchParams(query);
  values.delete("vorm");
  if (vorm) values.set("vorm", vorm);
  const text = values.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

export function parse(hash: string): Address {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const found: Address = {};
  const [zoom, lat, lon] = (values.get("kaart") ?? "").split("/").map(Number);
  if (inside(zoom, 0, 22) && inside(lat, 45, 60) && inside(lon, -5, 15)) found.kaart = { zoom, lat, lon };
  const gemeente = values.get("gemeente") ?? "";
  if (/^GM\d{4}$/.test(gemeente)) found.gemeente = gemeente;
  const peildatum = values.get("peildatum") ?? "";
  if (/^\d{4}-\d{2}-01$/.test(peildatum)) found.peildatum = peildatum;
  return found;
}

export function write(address: Address): string {
  const parts: string[] = [];
  if (address.kaart) {
    const { zoom, lat, lon } = address.kaart;
    parts.push(`kaart=${zoom.toFixed(2)}/${lat.toFixed(4)}/${lon.toFixed(4)}`);
  }
  if (address.gemeente) parts.push(`gemeente=${address.gemeente}`);
  if (address.peildatum) parts.push(`peildatum=${address.peildatum}`);
  return `#${parts.join("&")}`;
}

function inside(value: number | undefined, low: number, high: number): value is number {
  return value !== undefined && Number.isFinite(value) && value >= low && value <= high;
}
