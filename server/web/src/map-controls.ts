// What lies on the map beside the picture: sources, zoom, the whole country, the whole screen; and their Dutch names.
import { toggleFullScreen } from "./full-screen";
import { AttributionControl, type IControl, type Map as GlMap, NavigationControl } from "maplibre-gl";

export const LOCALE = {
  "NavigationControl.ZoomIn": "Inzoomen",
  "NavigationControl.ZoomOut": "Uitzoomen",
  "AttributionControl.ToggleAttribution": "Bronnen tonen of verbergen",
  "CooperativeGesturesHandler.WindowsHelpText": "Gebruik Ctrl en scrollen om in te zoomen",
  "CooperativeGesturesHandler.MacHelpText": "Gebruik ⌘ en scrollen om in te zoomen",
  "CooperativeGesturesHandler.MobileHelpText": "Gebruik twee vingers om de kaart te bewegen",
  "Map.Title": "Kaart van Nederland met de stand per gemeente",
};

/** Buttons beside the zoom: the whole country, and the whole screen. */
class Buttons implements IControl {
  private readonly box = document.createElement("div");

  constructor(buttons: [string, string, () => void][]) {
    this.box.className = "maplibregl-ctrl maplibregl-ctrl-group";
    for (const [label, path, press] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.title = label;
      button.setAttribute("aria-label", label);
      button.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${path}" fill="none" stroke="currentColor" stroke-width="2"/></svg>`;
      button.addEventListener("click", press);
      this.box.append(button);
    }
  }

  onAdd(): HTMLElement {
    return this.box;
  }

  onRemove(): void {
    this.box.remove();
  }
}

export interface ControlOptions {
  embedded: boolean;
  /** What the button for the whole screen makes as large as the screen. */
  whole?: HTMLElement;
}

/** Where the figures come from, and the buttons; they come with the picture, so that the page is put together once. */
export function addControls(gl: GlMap, { embedded, whole }: ControlOptions, home: () => void): void {
  // In an embed all sources stand below the map, where there is room for them.
  if (!embedded) gl.addControl(new AttributionControl({ compact: false }), "bottom-left");
  gl.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  const buttons: [string, string, () => void][] = [
    ["Heel Nederland", "M3 9.500 10 3l7 6.500M5 8v9h10V8", home],
  ];
  if (whole && document.fullscreenEnabled) {
    buttons.push(["Hele scherm", "M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5", () => void toggleFullScreen(whole)]);
  }
  gl.addControl(new Buttons(buttons), "bottom-right");
}
