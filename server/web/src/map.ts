// The map itself: one source of tiles per set of boundaries; month, filter and choice only change the state of features.
import { GPUInitializationError, Map as GlMap, prewarm, setWorkerUrl, type VectorTileSource } from "maplibre-gl";
import wholeWorker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { codeOf, numberOf } from "./data";
import type { Maand, Start } from "./page-data";
import { addControls, type ControlOptions, LOCALE } from "./map-controls";
import { beyond, extentOf, freeRoom, LIMITS, paddingOf } from "./map-extent";
import { coloursOf } from "./map-colours";
import { addPatterns, layers, OUTLINES, rankWith, recolour, showProvincie, SOURCE } from "./map-layers";
import { hideFirstMap } from "./first-map";
import type { Hit } from "./hover";
import { calm, pause, settled } from "./steps";
import type { View } from "./address";

/** After this time a map that misses tiles is shown as far as it is; until then the first map does. */
const PATIENCE_MS = 10_000;

export interface MapOptions extends ControlOptions {
  view?: View | undefined;
  /** Called with what is under the pointer, or null. */
  onHover: (hit: Hit | null) => void;
  onChoose: (code: string | null) => void;
  onMove?: (view: View) => void;
}

export class StandMap {
  readonly gl: GlMap;
  private maand: Maand;
  private hidden = new Set<number>();
  private provincie: number | null = null;
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
    if (start.embed?.provincie) this.provincie = numberOf(start.embed.provincie);
    const { view } = options;
    this.gl = new GlMap({
      container,
      ...(view
        ? { center: [view.lon, view.lat] as [number, number], zoom: view.zoom }
        : { bounds: start.uitsnede, fitBoundsOptions: { padding: this.paddingAtFirst() } }),
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
    const { start, maand, provincie } = this;
    const kleuren = coloursOf(this.container);
    this.gl.once("style.load", () => {
      this.loaded = true;
      if (this.maand.grenzen !== maand.grenzen) this.setTiles();
      if (this.provincie !== provincie) showProvincie(this.gl, this.provincie, kleuren);
      this.nameZoom();
      addPatterns(this.gl, start.klassen, kleuren);
      const ofTiles = maand.tegels.includes(`/${maand.peildatum}-`); // a month may borrow the tiles of another
      if (!ofTiles || this.maand !== maand || this.hidden.size) this.paint();
      if (this.chosen !== null) this.choose(this.chosen);
    });
    this.gl.setStyle({
      version: 8,
      sources: { [SOURCE]: this.source(maand) },
      layers: layers(start.klassen, kleuren, provincie),
      transition: { duration: 0, delay: 0 },
    });
    await Promise.race([this.first.then(() => settled(gl)), pause(PATIENCE_MS)]);
    addControls(this.gl, this.options, () => this.home());
    canvas.style.visibility = "";
    hideFirstMap();
    await this.first;
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

  /** The room around what is shown first. */
  private paddingAtFirst() {
    const { embed } = this.start;
    const area = embed && (embed.gemeente || embed.provincie);
    return (area && freeRoom(this.container)) || paddingOf(this.container);
  }

  private feature(id: number) {
    return { source: SOURCE, sourceLayer: "gemeenten", id };
  }

  /** Names come when one zooms in from the whole country, whatever the size of the screen. */
  private nameZoom(): void {
    const whole = this.gl.cameraForBounds(this.start.land, { padding: paddingOf(this.gl.getContainer()) })?.zoom ?? 6.5;
    this.gl.setLayerZoomRange("namen", Math.max(7, whole + 0.45), 24);
  }

  private listen(): void {
    const { gl } = this;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      if (this.loaded) recolour(gl, this.start.klassen, coloursOf(this.container), this.provincie);
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
    for (const layer of OUTLINES) this.gl.setPaintProperty(layer, "line-opacity", 1);
  }

  hover(id: number | null): void {
    if (id === this.hovered || !this.loaded) return;
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

  /** Shows only gemeenten outside these klassen, in the provincie with this code if there is one; the others go grey. */
  only(hidden: Set<number>, provincie: string): void {
    this.hidden = hidden;
    this.paint();
    const wanted = provincie ? numberOf(provincie) : null;
    if (wanted === this.provincie) return;
    this.provincie = wanted;
    if (this.loaded) showProvincie(this.gl, wanted, coloursOf(this.container));
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

  /** What is known of a gemeente in the tiles that are there; nothing while the map is still coming. */
  private known(id: number) {
    if (!this.loaded) return [];
    const all = this.gl.querySourceFeatures(SOURCE, { sourceLayer: "gemeenten" });
    return all.filter((feature) => Number(feature.id) === id);
  }

  /** Where a gemeente lies, as far as the tiles say that are there. */
  where(id: number) {
    return extentOf(this.known(id).map((feature) => feature.geometry));
  }

  /** The name of a gemeente that is in view, or its code. */
  nameOf(code: string): string {
    return String(this.known(numberOf(code))[0]?.properties["naam"] ?? code);
  }

  choose(id: number | null): void {
    const before = this.chosen;
    this.chosen = id;
    if (!this.loaded) return;
    if (before !== null) this.gl.setFeatureState(this.feature(before), { gekozen: false });
    if (id === null) return;
    this.outline();
    this.gl.setFeatureState(this.feature(id), { gekozen: true });
    this.gl.setLayoutProperty("namen", "symbol-sort-key", rankWith(id)); // its name is not the one to give way
  }

  /** Brings a gemeente into view when it is known where it lies, in the part of the map that is not covered. */
  bring(id: number, covered: number): void {
    const box = this.where(id);
    const padding = freeRoom(this.container, covered);
    if (!box || !padding) return;
    this.gl.fitBounds(box, {
      padding,
      maxZoom: Math.max(8.6, this.gl.getZoom()),
      animate: !this.options.embedded && !calm(),
      duration: 600,
    });
  }

  /** Moves the map when an area lies beyond an edge of what is free of it; how far one has zoomed in stays. Says whether it
   * is known where the area lies. */
  uncover(id: number, covered: number): boolean {
    const box = this.where(id);
    const free = this.container.clientHeight - covered;
    if (!box || free < 60) return box !== null;
    const [{ x: west, y: low }, { x: east, y: high }] = [this.gl.project(box[0]), this.gl.project(box[1])];
    const by: [number, number] = [beyond(west, east, this.container.clientWidth), beyond(high, low, free)];
    if (by[0] || by[1]) this.gl.panBy(by, { animate: !calm() });
    return true;
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
    this.gl.fitBounds(this.start.land, { padding: paddingOf(this.gl.getContainer()), animate: !calm() });
  }

  /** Shows again, in full, what it began with. */
  again(): void {
    this.gl.fitBounds(this.start.uitsnede, { padding: this.paddingAtFirst(), animate: false });
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
