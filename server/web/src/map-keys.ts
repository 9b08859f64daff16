// The map by keys, on whatever drawing there is: the arrows go from a gemeente to the one beside it, and it is said which.
import { codeAt, codeOf, element, fill, getJson, numberOf } from "./data";
import type { StandMap } from "./map";
import { calm } from "./steps";

/** Under the number of a gemeente: who lies north, east, south and west, 0 for nobody, and what there is to say of it. */
type Buren = Record<string, [number, number, number, number, string] | undefined>;

/** A drawing of the country; gemeenten by the number of their code. */
export interface Drawing {
  /** Marks a gemeente, and no other, and brings it into view. */
  point(id: number | null): void;
  /** The gemeente in the middle of what is in view. */
  middle(): number | undefined;
  /** One step nearer (1) or further (-1), around this gemeente. */
  zoom(by: number, id: number | null): void;
  pan(right: number, down: number): void;
  whole(): void;
}

const ARROWS = ["ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"];
const SIDES = ["noorden", "oosten", "zuiden", "westen"];

/** The map before any script: it stands still, so all is in view. */
export const firstDrawing: Drawing = {
  point(id) {
    const eerste = element("eerste");
    for (const line of eerste.querySelectorAll("[data-bij]")) line.remove();
    const area = id === null ? null : eerste.querySelector(`a[href*=${codeOf(id)}]`);
    if (!area) return;
    for (const name of ["rand licht", "rand"]) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "g");
      for (const [key, value] of [["class", name], ["fill", "none"], ["pointer-events", "none"], ["data-bij", ""]] as const) {
        line.setAttribute(key, value);
      }
      const shape = area.cloneNode(true) as Element;
      shape.removeAttribute("href"); // a line, not another way to its page
      shape.querySelector("[id]")?.removeAttribute("id");
      line.append(shape);
      area.parentElement?.closest("svg > g")?.append(line);
    }
  },
  middle() {
    const { left, top, width, height } = element("eerste").getBoundingClientRect();
    const code = document.elementsFromPoint(left + width / 2, top + height / 2).map(codeAt).find(Boolean);
    return code ? numberOf(code) : undefined;
  },
  zoom() {},
  pan() {},
  whole() {},
};

/** The live map, of which the panel covers so many pixels at the foot. */
export const liveDrawing = (live: StandMap, covered: () => number): Drawing => ({
  point(id) {
    live.hover(id);
    if (id !== null && !live.uncover(id, covered())) live.home();
  },
  middle() {
    const { gl } = live;
    const [feature] = gl.queryRenderedFeatures(gl.project(gl.getCenter()), { layers: ["vlak"] });
    return feature && Number(feature.id);
  },
  zoom(by, id) {
    const [one, other] = (id !== null && live.where(id)) || [];
    const center: { center?: [number, number] } = one && other ? { center: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2] } : {};
    live.gl.easeTo({ zoom: live.gl.getZoom() + by, ...center, animate: !calm() });
  },
  pan: (right, down) => live.gl.panBy([100 * right, 100 * down], { animate: !calm() }),
  whole: () => live.home(),
});

export interface KeyOptions {
  /** Where it is told who lies beside whom in a month. */
  url: string;
  /** The gemeente that was chosen before. */
  begin: number | null | "";
  drawing: () => Drawing;
  peildatum: () => string;
  /** Shows the figures of a gemeente; with null it puts them away and says whether there were any. */
  choose: (id: number | null) => boolean;
}

export class MapKeys {
  private at: number | null;
  private readonly box = element("toetsen");
  private readonly told = element("toetsmelding");
  private readonly months = new Map<string, Promise<Buren>>();

  constructor(private readonly options: KeyOptions) {
    this.at = options.begin || null;
    this.box.addEventListener("focus", () => void this.again());
    void this.again();
  }

  private get drawing(): Drawing {
    return this.options.drawing();
  }

  /** Goes on with the drawing that there is now. */
  use(): void {
    if (this.at !== null) this.drawing.point(this.at);
  }

  /** Begins at this gemeente. */
  from(id: number): void {
    this.at = id;
  }

  /** Says where one is, when somebody is here to hear it: after coming back, and of another month. */
  async again(): Promise<void> {
    const buren = await this.load();
    this.told.textContent = "";
    if (this.at === null || document.activeElement !== this.box) return;
    const words = buren[this.at]?.[4] ?? "Deze gemeente is er niet in deze maand";
    setTimeout(() => (this.told.textContent ||= words), 100); // what did not change is not said
  }

  key(event: KeyboardEvent): void {
    const { key } = event;
    const arrow = ARROWS.indexOf(key);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (arrow >= 0 && event.shiftKey) this.drawing.pan([0, 1, 0, -1][arrow] ?? 0, [-1, 0, 1, 0][arrow] ?? 0);
    else if (arrow >= 0) void this.step(arrow);
    else if (key === "+" || key === "=") this.drawing.zoom(1, this.at);
    else if (key === "-") this.drawing.zoom(-1, this.at);
    else if (key === "0") this.drawing.whole();
    else if (key === "Enter" && this.at !== null) this.options.choose(this.at);
    else if (key === "Escape") this.back();
    else return;
    event.preventDefault();
  }

  /** One step back: from the figures to the map, from the gemeente to the whole. */
  private back(): void {
    if (this.options.choose(null)) return;
    this.at = null;
    this.told.textContent = "";
    this.drawing.point(null);
  }

  private async step(arrow: number): Promise<void> {
    const buren = await this.load();
    const here = this.at === null ? undefined : buren[this.at];
    const next = here ? here[arrow] : (this.drawing.middle() ?? Object.keys(buren)[0]);
    if (next) {
      this.at = Number(next);
      this.drawing.point(this.at);
    }
    const words = buren[this.at ?? 0]?.[4] ?? "De gemeenten konden niet worden opgehaald.";
    this.told.textContent = next || !here ? words : `Geen gemeente ten ${SIDES[arrow]} van ${words}`;
  }

  private load(): Promise<Buren> {
    const peildatum = this.options.peildatum();
    let found = this.months.get(peildatum);
    if (!found) {
      found = getJson<Buren>(fill(this.options.url, { peildatum })).catch(() => {
        this.months.delete(peildatum);
        return {};
      });
      this.months.set(peildatum, found);
    }
    return found;
  }
}
