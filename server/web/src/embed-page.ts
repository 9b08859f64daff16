// The page in the frame of another site: map, legend, figures. No storage, no history; tells the host how high it is.
import { element, fill, inWoorden, numberOf, readStart } from "./data";
import { showHover } from "./hover";
import { hasWebGl, StandMap } from "./map";

const start = readStart();
const { maand } = start;
const options = start.embed;
let map: StandMap | null = null;
let chosen = options?.gemeente ? numberOf(options.gemeente) : null;

function tellHeight(): void {
  const height = Math.ceil(element("embed").scrollHeight);
  parent.postMessage({ type: "land-in-beeld:height", height }, "*");
}

function showFigures(code: string): void {
  const cijfer = maand.cijfers[String(numberOf(code))];
  const box = element("paneel");
  const link = document.createElement("a");
  link.href = fill(start.paden.gemeente, { code });
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Alle cijfers";
  const heading = document.createElement("h2");
  heading.textContent = map?.nameOf(code) ?? code;
  const line = document.createElement("p");
  const status = maand.legenda.find((row) => row.klasse === cijfer?.[0])?.status ?? "";
  line.textContent = `${inWoorden(cijfer)}; maandnorm ${maand.normTekst}. Stand: ${status}. `;
  line.append(link);
  box.replaceChildren(heading, line);
}

function startMap(): void {
  map = new StandMap(element("kaart"), start, {
    embedded: true,
    onHover: (hit) => showHover(hit, maand),
    onChoose: (code) => {
      chosen = code ? numberOf(code) : null;
      map?.choose(chosen);
      if (code) showFigures(code);
    },
  });
  void map.ready().then(() => {
    if (chosen !== null) {
      map?.choose(chosen);
      map?.bring(chosen, 0);
    } else if (options?.provincie) map?.bring(numberOf(options.provincie), 0, "provincies");
    element("kaart").dataset["klaar"] = "ja";
  });
}

function showPicture(): void {
  const picture = document.createElement("img");
  picture.className = "stil";
  picture.src = fill(start.paden.plaatje, { peildatum: maand.peildatum });
  picture.alt = "Kaart met de stand per gemeente";
  element("kaart").replaceWith(picture);
}

try {
  if (hasWebGl()) startMap();
  else showPicture();
} catch (error) {
  console.error(error);
  map = null;
  showPicture();
}
new ResizeObserver(tellHeight).observe(element("embed"));
tellHeight();
