// The state of the map page in the hash: #kaart=z/lat/lon&gemeente=GM0344&peildatum=2026-11-01. Bad values fall back.

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
