// The slider over all peildata, with a step back and a step on.
import { element } from "./data";

export class Timeline {
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
    for (const part of [slider, this.earlier, this.later]) part.hidden = false;
    const changed = (): void => {
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
    slider.style.setProperty("--maanden", String(peildata.length)); // its knob stands above the middle of the bar
    const strip = document.querySelector<SVGElement>(".strook");
    strip?.append(this.frame);
    strip?.addEventListener("click", (event) => {
      const box = strip.getBoundingClientRect();
      slider.valueAsNumber = Math.floor(((event.clientX - box.left) / box.width) * peildata.length);
      changed();
    });
    this.update();
  }

  get peildatum(): string {
    return this.peildata[this.slider.valueAsNumber] ?? "";
  }

  set(peildatum: string, titel: string): void {
    const place = String(this.peildata.indexOf(peildatum));
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
    const month = months[months.length - 1 - this.slider.valueAsNumber]?.textContent;
    if (month) this.slider.setAttribute("aria-valuetext", month);
    this.earlier.disabled = this.slider.valueAsNumber <= 0;
    this.later.disabled = this.slider.valueAsNumber >= this.peildata.length - 1;
  }
}
