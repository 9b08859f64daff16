// The map itself: one source of tiles per set of boundaries; month, filter and choice only change the state of features.
import {
  AttributionControl,
  GPUInitializationError,
  type IControl,
  Map as GlMap,
  NavigationControl,
  prewarm,
  setWorkerUrl,
  type VectorTileSource,
} from "maplibre-gl";
import wholeWorker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { codeOf, type Maand, type Start } from "./data";
import { layers, patternImage, SOURCE, waterOf } from "./map-layers";
import { pause, settled } from "./steps";
import type { View } from "./address";

const NEDERLAND: [[number, number], [number, number]] = [
  [3.31, 50.72],
  [7.25, 53.58],
];
const LIMITS: [[number, number], [number, number]] = [
  [-2, 48.5],
  [13, 55.8],
];

/** After this time a map that misses tiles is shown as far as it is. */
const PATIENCE_MS = 3000;

const LOCALE = {
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

export interface Hit {
  code: string;
  naam: string;
  x: number;
  y: number;
}

export interface MapOptions {
  embedded: boolean;
  view?: View | undefined;
  /** What the button for the whole screen makes as large as the screen. */
  whole?: HTMLElement;
  /** Called with what is under the pointer, or null. */
  onHover: (hit: Hit | null) => void;
  onChoose: (code: string | null) => void;
  onMove?: (view: View) => void;
}

async function toggleFullscreen(what: HTMLElement): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await what.requestFullscreen();
}

/** Whether the visitor asked for little movement. */
const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class StandMap {
  readonly gl: GlMap;
  private maand: Maand;
  private hidden = new Set<number>();
  private chosen: number | null = null;
  private painted = new Map<string, number>();
  private loaded = false;
  private readonly first: Promise<void>;
  private hovered: number | null = null;
  private outlined = false;
  private readonly bronnen: string;

  /** The map without anything on it; `begin` draws. Throws GPUInitializationError where WebGL is missing. */
  constructor(
    private readonly container: HTMLElement,
    private readonly start: Start,
    private readonly options: MapOptions,
  ) {
    this.maand = start.maand;
    this.bronnen = start.paden.bronnen;
    const { view } = options;
    this.gl = new GlMap({
      container,
      ...(view
        ? { center: [view.lon, view.lat] as [number, number], zoom: view.zoom }
        : { bounds: NEDERLAND, fitBoundsOptions: { padding: this.padding(container) } }),
      maxBounds: LIMITS,
      minZoom: 4.5,
      maxZoom: 13,
      renderWorldCopies: false,
      dragRotate: false,
      touchPitch: false,
      pitchWithRotate: false,
      attributionControl: false,
      cooperativeGestures: options.embedded,
      locale: LOCALE,
      fadeDuration: 0,
      validateStyle: false, // the style is our own; the tests draw it
    });
    this.gl.touchZoomRotate.disableRotation();
    this.gl.keyboard.disableRotation();
    this.first = new Promise((done) => this.gl.once("load", () => done()));
    this.listen();
  }

  /** Draws the country, in steps: the page stays free for its reader in between. Resolves when the picture stands. */
  async begin(): Promise<void> {
    const canvas = this.gl.getCanvas();
    canvas.style.visibility = "hidden"; // half a picture costs as much to show as a whole one
    const { gl } = this.gl.painter.context;
    await settled(gl);
    const { start, maand } = this;
    this.gl.once("style.load", () => {
      this.loaded = true;
      if (this.maand.grenzen !== maand.grenzen) this.setTiles();
      this.nameZoom();
      for (const klasse of start.klassen) {
        if (klasse.patroon) this.gl.addImage(klasse.patroon, patternImage(klasse), { pixelRatio: 2 });
      }
      if (this.maand !== maand || this.hidden.size) this.paint();
      if (this.chosen !== null) this.choose(this.chosen);
    });
    this.gl.setStyle({
      version: 8,
      sources: { [SOURCE]: this.source(maand) },
      layers: layers(start, waterOf(this.container)),
      transition: { duration: 0, delay: 0 },
    });
    await Promise.race([this.first.then(() => settled(gl)), pause(PATIENCE_MS)]);
    this.addControls();
    canvas.style.visibility = "";
    await this.first;
  }

  /** Where the figures come from, and the buttons; they come with the picture, so that the page is put together once. */
  private addControls(): void {
    // In an embed all sources stand below the map, where there is room for them.
    if (!this.options.embedded) this.gl.addControl(new AttributionControl({ compact: false }), "bottom-left");
    this.gl.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    const buttons: [string, string, () => void][] = [
      ["Heel Nederland", "M3 9.500 10 3l7 6.500M5 8v9h10V8", () => this.home()],
    ];
    const { whole } = this.options;
    if (whole && document.fullscreenEnabled) {
      buttons.push(["Hele scherm", "M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5", () => void toggleFullscreen(whole)]);
    }
    this.gl.addControl(new Buttons(buttons), "bottom-right");
  }

  private padding(container: HTMLElement): number {
    return container.clientWidth < 500 ? 12 : 28;
  }

  private source(maand: Maand) {
    return {
      type: "vector" as const,
      tiles: [new URL(maand.tegels, location.href).href.replace(/%7B/g, "{").replace(/%7D/g, "}")],
      minzoom: this.start.zoom[0],
      maxzoom: this.start.zoom[1],
      bounds: [3.2, 50.7, 7.3, 53.7] as [number, number, number, number],
      attribution: `Cijfers: ${maand.voorbeeld ? "voorbeeld" : "COA"} · Grenzen: CBS, Kadaster · <a href="${this.bronnen}" target="_blank">alle bronnen</a>`,
    };
  }

  private feature(id: number) {
    return { source: SOURCE, sourceLayer: "gemeenten", id };
  }

  /** Names come when one zooms in from the whole country, whatever the size of the screen. */
  private nameZoom(): void {
    const whole = this.gl.cameraForBounds(NEDERLAND, { padding: this.padding(this.gl.getContainer()) })?.zoom ?? 6.5;
    this.gl.setLayerZoomRange("namen", Math.max(7, whole + 0.45), 24);
  }

  private listen(): void {
    const { gl } = this;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      gl.setPaintProperty("water", "background-color", waterOf(gl.getContainer()));
    });
    gl.on("mousemove", "vlak", (event) => {
      const feature = event.features?.[0];
      if (!feature || feature.id === undefined) return;
      this.hover(Number(feature.id));
      const naam = String(feature.properties["naam"] ?? "");
      this.options.onHover({ code: codeOf(Number(feature.id)), naam, x: event.point.x, y: event.point.y });
    });
    gl.on("mouseleave", "vlak", () => {
      this.hover(null);
      this.options.onHover(null);
    });
    gl.on("click", (event) => {
      const feature = gl.queryRenderedFeatures(event.point, { layers: ["vlak"] })[0];
      this.options.onChoose(feature?.id === undefined ? null : codeOf(Number(feature.id)));
    });
    gl.on("moveend", () => {
      const { lat, lng } = gl.getCenter();
      this.options.onMove?.({ zoom: gl.getZoom(), lat, lon: lng });
    });
  }

  /** Begins to draw what is chosen and what is under the pointer. */
  private outline(): void {
    if (this.outlined) return;
    this.outlined = true;
    this.gl.setPaintProperty("onder-muis", "line-opacity", 1);
  }

  private hover(id: number | null): void {
    if (id === this.hovered) return;
    if (id !== null) this.outline();
    if (this.hovered !== null) this.gl.setFeatureState(this.feature(this.hovered), { muis: false });
    if (id !== null) this.gl.setFeatureState(this.feature(id), { muis: true });
    this.gl.getContainer().classList.toggle("opgemeente", id !== null);
    this.hovered = id;
  }

  /** Colours the map for another month; tiles are asked for only when that month has other boundaries. */
  show(maand: Maand): void {
    if (this.loaded && maand.grenzen !== this.maand.grenzen) {
      this.maand = maand;
      this.gl.removeFeatureState({ source: SOURCE, sourceLayer: "gemeenten" });
      this.painted.clear();
      this.setTiles();
    }
    this.maand = maand;
    this.paint();
  }

  private setTiles(): void {
    this.gl.getSource<VectorTileSource>(SOURCE)?.setTiles(this.source(this.maand).tiles);
  }

  /** Shows only gemeenten outside these klassen; the others go grey. */
  hide(klassen: Set<number>): void {
    this.hidden = klassen;
    this.paint();
  }

  private paint(): void {
    if (!this.loaded) return;
    for (const [id, [klasse]] of Object.entries(this.maand.cijfers)) {
      const uit = this.hidden.has(klasse);
      const look = uit ? -1 - klasse : klasse;
      if (this.painted.get(id) === look) continue; // each change costs a look at every tile
      this.painted.set(id, look);
      this.gl.setFeatureState(this.feature(Number(id)), { klasse, uit });
    }
  }

  /** The name of a gemeente that is in view, or its code. */
  nameOf(code: string): string {
    const features = this.gl.querySourceFeatures(SOURCE, { sourceLayer: "gemeenten" });
    return String(features.find((f) => codeOf(Number(f.id)) === code)?.properties["naam"] ?? code);
  }

  choose(id: number | null): void {
    const before = this.chosen;
    this.chosen = id;
    if (!this.loaded) return;
    if (before !== null) this.gl.setFeatureState(this.feature(before), { gekozen: false });
    if (id === null) return;
    this.outline();
    this.gl.setFeatureState(this.feature(id), { gekozen: true });
  }

  /** Brings an area into view when it is known where it lies; `right` is what a panel covers, in pixels. */
  bring(id: number, right: number, layer: "gemeenten" | "provincies" = "gemeenten"): void {
    const points = this.gl
      .querySourceFeatures(SOURCE, { sourceLayer: layer })
      .filter((f) => Number(f.id) === id)
      .flatMap((f) => (f.geometry.type === "GeometryCollection" ? [] : (f.geometry.coordinates.flat(3) as unknown[])));
    const numbers = points.filter((n): n is number => typeof n === "number");
    if (numbers.length < 2) return;
    const lons = numbers.filter((_, n) => n % 2 === 0);
    const lats = numbers.filter((_, n) => n % 2 === 1);
    const box: [[number, number], [number, number]] = [
      [Math.min(...lons), Math.min(...lats)],
      [Math.max(...lons), Math.max(...lats)],
    ];
    this.gl.fitBounds(box, {
      padding: { top: 60, bottom: 60, left: 60, right: 60 + right },
      maxZoom: Math.max(8.6, this.gl.getZoom()),
      animate: !calm(),
      duration: 600,
    });
  }

  /** The map as a picture; on paper a live canvas is blank in some browsers. */
  picture(): string {
    this.gl.redraw();
    return this.gl.getCanvas().toDataURL();
  }

  go(view: View): void {
    this.gl.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom });
  }

  home(): void {
    this.gl.fitBounds(NEDERLAND, { padding: this.padding(this.gl.getContainer()), animate: !calm() });
  }
}

/** Starts the worker that reads the tiles: it gets ready while the page makes its canvas. */
export function startWorker(start: Start): void {
  // In a sandbox a worker starts from its text alone, so there it must be one that needs no other file.
  setWorkerUrl(new URL(origin === "null" ? wholeWorker : start.paden.werker, import.meta.url).href);
  prewarm();
}

/** The map, with nothing drawn yet; null where WebGL is missing. */
export function makeMap(container: HTMLElement, start: Start, options: MapOptions): StandMap | null {
  try {
    return new StandMap(container, start, options);
  } catch (error) {
    if (error instanceof GPUInitializationError) return null;
    throw error;
  }
}
