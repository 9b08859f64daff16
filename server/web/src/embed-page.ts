// The page in the frame of another site: map, legend, figures. No storage, no history; tells the host how high it is.
import { element, fill, inWoorden, numberOf, readStart } from "./data";
import { followLinks, tellHeight } from "./embed-host";
import { showHover } from "./hover";
import type { StandMap } from "./map";
import { keepFirstMap, onFirstMap } from "./first-map";
import { startMap } from "./map-start";
import "./style/embed.css";

const start = readStart();
const { maand } = start;
const options = start.embed;
let map: StandMap | null = null;
let chosen = options?.gemeente ? numberOf(options.gemeente) : null;

/** All figures, written by the server: the same words as everywhere. */
async function showFigures(code: string): Promise<void> {
  const box = element("paneel");
  const url = `${fill(start.paden.embed, { code })}?peildatum=${maand.peildatum}`;
  const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
  if (chosen !== numberOf(code)) return;
  if (answer?.ok) box.innerHTML = await answer.text();
  else {
    const heading = document.createElement("h2");
    heading.textContent = map?.nameOf(code) ?? code;
    const line = document.createElement("p");
    line.textContent = `${inWoorden(maand.cijfers[String(numberOf(code))])}; norm ${maand.normTekst}.`;
    box.replaceChildren(heading, line);
  }
}

/** A frame that gets another size, or is shown at last, keeps its area in full as long as nobody moved the map. */
function keepFitting(on: StandMap): void {
  let moved = false;
  on.gl.on("movestart", (event) => {
    moved ||= Boolean(event.originalEvent);
  });
  on.gl.on("resize", () => {
    if (!moved) on.again();
  });
}

async function showMap(): Promise<void> {
  const choose = (code: string | null): void => {
    chosen = code ? numberOf(code) : null;
    map?.choose(chosen);
    if (code) void showFigures(code);
  };
  onFirstMap(choose);
  map = await startMap(start, () => ({
    embedded: true,
    onHover: (hit) => showHover(hit, maand),
    onChoose: choose,
  }));
  if (!map) {
    keepFirstMap();
    return;
  }
  map.choose(chosen);
  const wanted = options?.klasse.split(",") ?? [];
  const hidden = start.klassen.map(({ klasse }) => klasse).filter((klasse) => wanted[0] && !wanted.includes(String(klasse)));
  map.only(new Set(hidden), options?.provincie ?? "");
  await map.begin();
  keepFitting(map);
  element("kaart").dataset["klaar"] = "ja";
}

void showMap();
tellHeight(element("embed"));
followLinks();
