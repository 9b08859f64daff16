// The colours of the map as the style sheet has them where the page is: light, dark, or as the house style of a frame wants.

export interface Kleuren {
  water: string;
  rand: string;
  /** Between a line and what lies below it. */
  kern: string;
  gekozen: string;
  bleek: string;
  vlak: (klasse: number) => string;
  inkt: (klasse: number) => string;
}

/** Asks the browser: a custom property alone still says `light-dark()`. */
export function coloursOf(container: HTMLElement): Kleuren {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none"); // in high contrast every colour would be that of letters
  (container.parentElement ?? container).append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--palette-${name})`;
    return getComputedStyle(probe).color;
  };
  const [vlakken, inkten] = ["klasse", "ink"].map((kind) => [0, 1, 2, 3].map((klasse) => colour(`${kind}-${klasse}`)));
  const kleuren: Kleuren = {
    water: colour("water"),
    rand: colour("border"),
    kern: colour("casing"),
    gekozen: colour("chosen"),
    bleek: colour("faded"),
    vlak: (klasse) => vlakken?.[klasse] ?? "",
    inkt: (klasse) => inkten?.[klasse] ?? "",
  };
  probe.remove();
  return kleuren;
}
