// The slider over all peildata, with a step back and a step on.
import { element } from "./data";

/** How many months each comes after the first: months stand by time, with room where there are no figures. */
export function placesOf(peildata: string[]): number[] {
  const months = peildata.map((text) => 12 * Number(text.slice(0, 4)) + Number(text.slice(5, 7)));
  return months.map((month) => month - (months[0] ?? 0));
}

/** Which of the places is meant by `wanted`, for who comes from `before`: the first that has figures in that direction. */
export function nextPlace(places: number[], before: number, wanted: number): number {
  const ahead = wanted > before ? places.find((place) => place >= wanted) : places.findLast((place) => place <= wanted);
  return ahead ?? before;
}

export class Timeline {
  private readonly places: number[];
  private place: number;

  private readonly slider = element<HTMLInputElement>("schuif");
  private readonly earlier = element<HTMLButtonElement>("eerder");
  private readonly later = element<HTMLButtonElement>("later");
  private readonly frame = document.createElementNS("http://www.w3.org/2000/svg", "rect");

  constructor(
    private readonly peildata: string[],
    onChange: (peildatum: string) => void,
    onNear: (peildata: string[]) => void,
  ) {
    const { slider } = this;
    this.places = placesOf(peildata);
    this.place = slider.valueAsNumber;
    for (const part of [slider, this.earlier, this.later]) part.hidden = false;
    const changed = (): void => {
      this.place = nextPlace(this.places, this.place, slider.valueAsNumber);
      slider.valueAsNumber = this.place;
      onChange(this.peildatum);
      this.update();
    };
    const near = (): void => onNear(this.peildata);
    slider.addEventListener("input", changed);
    slider.addEventListener("pointerenter", near, { once: true });
    slider.addEventListener("focus", near, { once: true });
    const step = (by: number) => () => {
      slider.valueAsNumber += by;
      changed();
    };
    this.earlier.addEventListener("click", step(-1));
    this.later.addEventListener("click", step(1));
    slider.style.setProperty("--maanden", String((this.places.at(-1) ?? 0) + 1)); // its knob stands above the middle of the bar
    const strip = document.querySelector<SVGElement>(".strook");
    strip?.append(this.frame);
    strip?.addEventListener("click", (event) => {
      const box = strip.getBoundingClientRect();
      slider.valueAsNumber = Math.floor(((event.clientX - box.left) / box.width) * ((this.places.at(-1) ?? 0) + 1));
      changed();
    });
    this.update();
  }

  get peildatum(): string {
    return this.peildata[this.places.indexOf(this.place)] ?? "";
  }

  set(peildatum: string, titel: string): void {
    this.place = this.places[this.peildata.indexOf(peildatum)] ?? 0;
    const place = String(this.place);
    this.slider.value = place;
    for (const [name, value] of Object.entries({ class: "kader", x: place, width: "1", height: "20" })) {
      this.frame.setAttribute(name, value);
    }
    this.slider.setAttribute("aria-valuetext", titel);
    element("schuifwaarde").textContent = titel;
    document.querySelectorAll(".strook g").forEach((bar, n) => bar.classList.toggle("nu", this.peildata[n] === peildatum));
    this.update();
  }

  /** The slider says its month at once, in the words of the table of months, also while the figures are still coming. */
  private update(): void {
    const months = document.querySelectorAll("#maandentabel tbody th"); // the newest first
    const month = months[months.length - 1 - this.places.indexOf(this.place)]?.textContent;
    if (month) this.slider.setAttribute("aria-valuetext", month);
    this.earlier.disabled = this.place <= 0;
    this.later.disabled = this.place >= (this.places.at(-1) ?? 0);
  }
}
