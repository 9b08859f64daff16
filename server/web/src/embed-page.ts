// The page in the frame of another site: map, legend, figures. No storage, no history; tells the host how high it is.
import { element, fill, inWoorden, numberOf, readStart } from "./data";
import { followLinks, tellHeight } from "./embed-host";
import { showHover } from "./hover";
import type { StandMap } from "./map";
import { showPicture, startMap } from "./map-start";
import "./style/embed.css";

const start = readStart();
const { maand } = start;
const options = start.embed;
const WHOLE = { right: 0, bottom: 0 }; // nothing lies over the map here
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

/** What this frame is about, in full; also when the frame gets another size or is shown at last. */
function showArea(on: StandMap | null): void {
  if (options?.gemeente) on?.bring(numberOf(options.gemeente), WHOLE);
  else if (options?.provincie) on?.bring(numberOf(options.provincie), WHOLE, "provincies");
  else on?.home(false);
}

async function showMap(): Promise<void> {
  map = await startMap(start, () => ({
    embedded: true,
    onHover: (hit) => showHover(hit, maand),
    onChoose: (code) => {
      chosen = code ? numberOf(code) : null;
      map?.choose(chosen);
      if (code) void showFigures(code);
    },
  }));
  if (!map) {
    showPicture(start, maand.peildatum, "Kaart met de stand per gemeente", options?.gemeente || options?.provincie);
    return;
  }
  await map.begin();
  if (chosen !== null) map.choose(chosen);
  showArea(map);
  map.onResize(() => showArea(map));
  element("kaart").dataset["klaar"] = "ja";
}

void showMap();
tellHeight(element("embed"));
followLinks();
