// The map page: ties map, search, slider, legend, panel and address together.
import * as address from "./address";
import { codeOf, element, fill, Maanden, numberOf, readStart } from "./data";
import { MapFilter } from "./filter";
import type { Maand } from "./page-data";
import { showHover } from "./hover";
import { filterInset, showInInset } from "./inset";
import type { StandMap } from "./map";
import { bringSearchAlong } from "./full-screen";
import { chooseOnFirstMap, hexagons, keepFirstMap, onFirstMap, onHoverFirstMap, showFirstMapOf } from "./first-map";
import type { MapKeys } from "./map-keys";
import { startMap } from "./map-start";
import { onPaper } from "./paper";
import { shareWhat } from "./share";
import { Panel } from "./panel";
import { Search } from "./search";
import { Timeline } from "./timeline";
import "./style/map.css";

const start = readStart();
const newest = start.maand.peildatum;
const maanden = new Maanden(start);
let maand = start.maand;
let gemeente: string | null = null;
let view: address.View | undefined = address.parse(location.hash).kaart;
/** Whether the address said where on the map; if not, a map that comes goes to the gemeente. */
let placed = view !== undefined;
let map: StandMap | null = null;
let mapless = false;

const panel = new Panel(start.paden.paneel, () => {
  choose(null);
  (panel.takeBefore() ?? toetsen).focus({ preventScroll: true });
});

/** What takes the keys; it comes when somebody goes to the map with them. */
let keys: MapKeys | null = null;
let drawn = false;
const toetsen = element("toetsen");

async function takeKeys(): Promise<MapKeys> {
  const { firstDrawing, liveDrawing, MapKeys } = await import("./map-keys");
  const drawing = () => (map && drawn ? liveDrawing(map, () => panel.covers(element("kaart"))) : firstDrawing);
  return (keys ??= new MapKeys({
    url: start.paden.buren,
    begin: gemeente && numberOf(gemeente),
    drawing,
    peildatum: () => maand.peildatum,
    choose(id) {
      const open = gemeente !== null;
      if (id !== null || open) choose(id === null ? null : codeOf(id), { focus: id !== null });
      return open;
    },
  }));
}
toetsen.hidden = false; // without a script the keys do nothing
toetsen.addEventListener("focus", () => void takeKeys());
toetsen.addEventListener("keydown", (event) => {
  if (keys) keys.key(event);
  else if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    void takeKeys().then((come) => come.key(event));
  }
});

function current(): string {
  return address.write({
    ...(view ? { kaart: view } : {}),
    ...(gemeente ? { gemeente } : {}),
    ...(maand.peildatum === newest ? {} : { peildatum: maand.peildatum }),
  });
}

/** How many addresses are being followed; until that is done the page does not write its own over them. */
let following = 0;
/** The address as last written or followed; another one was just asked for, and the event that says so is on its way. */
let seen = location.hash;

function remember(step: boolean): void {
  share();
  if (!step && (following || location.hash !== seen)) return;
  const hash = current();
  if (hash === (location.hash || "#")) return;
  const url = hash === "#" ? location.pathname + location.search : hash;
  if (step) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  seen = location.hash;
}

/** Lets what can be shared be what is seen. */
function share(): void {
  const hash = address.write({ ...(view ? { kaart: view } : {}), ...(gemeente ? { gemeente } : {}) });
  const blijvend = `${maand.versie}/${gemeente ? `gemeenten/${gemeente}` : "nederland"}`;
  const form = hexagons ? "?vorm=zeshoek" : "";
  const query = address.writeFilter(address.parseFilter(location.search), form);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("#vormkeuze a")) {
    link.search = address.writeForm(link.dataset["vorm"] ?? "", location.search);
    link.hash = current();
  }
  shareWhat({ query, hash: hash === "#" ? "" : hash, peildatum: maand.peildatum, blijvend });
}

function choose(code: string | null, options: { focus?: boolean; step?: boolean; bring?: boolean } = {}): void {
  const { focus = false, step = true, bring = false } = options;
  gemeente = code;
  if (code !== null) keys?.from(numberOf(code));
  share();
  map?.choose(code === null ? null : numberOf(code));
  chooseOnFirstMap(code);
  if (code === null) panel.hide();
  else {
    void panel.show(code, maand.peildatum, focus).then(() => {
      if (gemeente !== code) return;
      if (!panel.below) map?.gl.resize(); // the panel took room of it
      if (panel.below) element("kaart").scrollIntoView({ block: "start" });
      const covered = panel.covers(element("kaart"));
      if (bring) map?.bring(numberOf(code), covered);
      else map?.uncover(numberOf(code), covered);
    });
  }
  if (step) remember(true);
}

function say(text: Maand): void {
  const values: Record<string, string> = {
    ...text.nederland,
    periodeTitel: text.periodeTitel,
    normTekst: text.normTekst,
    titel: text.titel,
    voortgang: text.voortgang,
    waarde: "",
  };
  for (const part of element("groot").querySelectorAll<HTMLElement>("[data-v]")) {
    part.textContent = values[part.dataset["v"] ?? ""] ?? "";
  }
  const done = text.nederland.waarde ?? 0;
  const bar = element("groot").querySelector("svg.voortgang");
  bar?.setAttribute("viewBox", `0 0 ${Math.max(100, done * 1.02)} 10`);
  bar?.querySelector(".vol")?.setAttribute("width", String(Math.max(0, done)));
  bar?.querySelector(".norm")?.setAttribute("x", String(text.norm - 0.4));
  const norm = document.querySelector("#legenda [data-v=normTekst]");
  if (norm) norm.textContent = text.normTekst;
  filter.tell(text, text.peildatum === newest);
}

let wanted = newest;
async function showMonth(peildatum: string, step: boolean): Promise<void> {
  if (!start.peildata.includes(peildatum)) return;
  wanted = peildatum;
  element("maandmelding").textContent = "";
  const found = await maanden.get(peildatum).catch(() => null);
  if (wanted !== peildatum || found === maand) return;
  if (!found) {
    wanted = maand.peildatum;
    timeline.set(maand.peildatum, maand.titel);
    element("maandmelding").textContent = `De andere maand kon niet worden opgehaald. U ziet nog de stand per ${maand.titel}.`;
    return;
  }
  maand = found;
  map?.show(found);
  showInInset(found);
  say(found);
  share();
  timeline.set(peildatum, found.titel);
  element("verandering").textContent = found.sindsVorige;
  const old = document.getElementById("oud");
  if (old) old.hidden = peildatum !== newest; // who chose an older month knows that it is old
  if (mapless) void drawAgain();
  else keys?.use();
  void keys?.again();
  if (gemeente) void panel.show(gemeente, peildatum, false);
  if (step) remember(true);
}

const timeline = new Timeline(
  start.peildata,
  (peildatum) => void showMonth(peildatum, true),
  (all) => all.forEach((peildatum) => void maanden.get(peildatum)),
);
timeline.set(newest, maand.titel);

new Search(start.paden.namen, (code) => {
  if (code.startsWith("PV")) location.assign(fill(start.paden.provincie, { code }));
  else choose(code, { focus: true, bring: true });
});
bringSearchAlong(element("kaartvak"));

const filter = new MapFilter(() => {
  filter.tell(maand, maand.peildatum === newest);
  share();
  map?.only(filter.hidden, filter.provincie);
  filterInset(filter.hidden, filter.provincie);
  if (mapless) void drawAgain();
});
filter.tell(maand, true);
share();
document.querySelector("#deelknop")?.addEventListener("click", (event) => {
  event.preventDefault(); // the hash of this page says what the map shows
  element("h-deel").focus(); // which scrolls
});

/** Shows what the address asks; the gemeente after the month, because not every month has the same gemeenten. */
async function restore(): Promise<void> {
  const { hash } = location;
  const asked = address.parse(hash);
  seen = hash;
  following++;
  placed = asked.kaart !== undefined;
  if (asked.kaart) {
    view = asked.kaart;
    map?.go(asked.kaart);
  }
  await showMonth(asked.peildatum ?? newest, false);
  following--;
  if (location.hash !== hash) return; // the visitor went on in the meantime
  const known = asked.gemeente && String(numberOf(asked.gemeente)) in maand.cijfers ? asked.gemeente : null;
  if (known !== gemeente) choose(known, { step: false, bring: !asked.kaart && known !== null });
}

/** The first map, of this month and filter, with the line around what is chosen; for where it stays. */
async function drawAgain(): Promise<void> {
  await showFirstMapOf(maand.peildatum);
  chooseOnFirstMap(gemeente);
  keys?.use();
}

async function showMap(): Promise<void> {
  onFirstMap((code) => choose(code));
  if (hexagons) onHoverFirstMap((hit) => showHover(hit, maand));
  map = hexagons ? null : await startMap(start, () => ({
    embedded: false,
    whole: element("kaartvak"),
    view,
    onHover: (hit) => showHover(hit, maand),
    onChoose: (code) => {
      choose(code);
      toetsen.focus({ preventScroll: true });
    },
    onMove: (moved) => {
      view = moved;
      remember(false);
    },
  }));
  if (!map) {
    mapless = true;
    keepFirstMap();
    if (maand !== start.maand) void drawAgain();
    return;
  }
  const canvas = map.gl.getCanvas(); // a picture: the keys are for what lies over every drawing
  canvas.removeAttribute("tabindex");
  canvas.setAttribute("aria-hidden", "true");
  map.show(maand);
  map.only(filter.hidden, filter.provincie);
  if (gemeente) map.choose(numberOf(gemeente));
  await map.begin();
  drawn = true;
  keys?.use();
  if (gemeente && !placed) map.bring(numberOf(gemeente), panel.covers(element("kaart")));
  performance.mark("kaart-getekend");
  element("kaart").dataset["klaar"] = "ja";
}

onPaper(
  start,
  () => ({ maand, gemeente }),
  () => map?.picture() ?? null,
);

void showMap();
addEventListener("hashchange", () => void restore());
if (location.hash) void restore();
