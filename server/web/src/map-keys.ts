// The map by keys, on whatever drawing there is: the arrows go from a gemeente to the one beside it, and it is said which.
import { element, fill, getJson } from "./data";

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

export class MapKeys {
  private at: number | null = null;
  private readonly box = element("toetsen");
  private readonly told = element("toetsmelding");
  private readonly months = new Map<string, Promise<Buren>>();

  /** `choose` shows the figures of a gemeente; with null it puts them away and says whether there were any. */
  constructor(
    private readonly url: string,
    private drawing: Drawing,
    private readonly peildatum: () => string,
    private readonly choose: (id: number | null) => boolean,
  ) {
    this.box.hidden = false; // without a script the keys do nothing
    this.box.addEventListener("focus", () => void this.again());
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  /** Goes on with another drawing, or with this one when it was drawn anew. */
  use(drawing = this.drawing): void {
    this.drawing = drawing;
    if (this.at !== null) drawing.point(this.at);
  }

  /** Begins at this gemeente. */
  from(id: number | null): void {
    this.at = id;
  }

  focus(): void {
    this.box.focus({ preventScroll: true });
  }

  /** Says where one is, when somebody is here to hear it: after coming back, and of another month. */
  async again(): Promise<void> {
    const buren = await this.load();
    this.told.textContent = "";
    if (this.at === null || document.activeElement !== this.box) return;
    const words = buren[this.at]?.[4] ?? "Deze gemeente is er niet in deze maand";
    setTimeout(() => (this.told.textContent = words), 100); // what did not change is not said
  }

  private key(event: KeyboardEvent): void {
    const { key } = event;
    const arrow = ARROWS.indexOf(key);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (arrow >= 0 && event.shiftKey) this.drawing.pan([0, 1, 0, -1][arrow] ?? 0, [-1, 0, 1, 0][arrow] ?? 0);
    else if (arrow >= 0) void this.step(arrow);
    else if (key === "+" || key === "=") this.drawing.zoom(1, this.at);
    else if (key === "-") this.drawing.zoom(-1, this.at);
    else if (key === "0") this.drawing.whole();
    else if (key === "Enter" && this.at !== null) this.choose(this.at);
    else if (key === "Escape") this.back();
    else return;
    event.preventDefault();
  }

  /** One step back: from the figures to the map, from the gemeente to the whole. */
  private back(): void {
    if (this.choose(null)) return;
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
    const peildatum = this.peildatum();
    let found = this.months.get(peildatum);
    if (!found) {
      found = getJson<Buren>(fill(this.url, { peildatum })).catch(() => {
        this.months.delete(peildatum);
        return {};
      });
      this.months.set(peildatum, found);
    }
    return found;
  }
}
