// Made by `make generated` from server/pages/page_schemas.py: the data that the server hands to the scripts.

export interface PageData {
  start: Start;
  /**
   * Naam, code en uitleg van iets op de kaart.
   *
   * @minItems 3
   * @maxItems 3
   */
  naam: [string, string, string];
}
export interface Start {
  paden: Paden;
  klassen: Klassebeeld[];
  /**
   * Waar Nederland ligt: zuidwest en noordoost.
   *
   * @minItems 2
   * @maxItems 2
   */
  land: [[number, number], [number, number]];
  /**
   * Wat de kaart het eerst laat zien: zuidwest en noordoost.
   *
   * @minItems 2
   * @maxItems 2
   */
  uitsnede: [[number, number], [number, number]];
  peildata: string[];
  /**
   * Het grofste en het fijnste niveau met tegels.
   *
   * @minItems 2
   * @maxItems 2
   */
  zoom: [number, number];
  maand: Maand;
  embed?: Insluitkeuze;
}
export interface Paden {
  maand: string;
  buren: string;
  namen: string;
  paneel: string;
  embed: string;
  tabel: string;
  bronnen: string;
  gemeente: string;
  provincie: string;
  plaatje: string;
  werker: string;
}
export interface Klassebeeld {
  /**
   * Nummer van de klasse.
   */
  klasse: number;
  /**
   * In woorden.
   */
  status: string;
  /**
   * Kleur op de kaart.
   */
  kleur: string;
  /**
   * Kleur van patroon en tekst op de kleur.
   */
  inkt: string;
  /**
   * Een vierkant van het patroon: base64 van de dekking (0 tot 255) per beeldpunt, rij na rij.
   */
  dekking: string;
  /**
   * Naam van het patroon.
   */
  patroon: "" | "lines" | "dots" | "cross";
}
export interface Maand {
  /**
   * De cijfers zijn die van deze dag, de eerste van een maand.
   */
  peildatum: string;
  /**
   * Halfjaar waar de peildatum bij hoort, bijvoorbeeld 2026-II.
   */
  periode: string;
  /**
   * Maanden van het halfjaar die voorbij zijn, 1 tot 6 (maanden).
   */
  maanden: number;
  /**
   * De peildatum in woorden.
   */
  titel: string;
  /**
   * Het halfjaar in woorden.
   */
  periodeTitel: string;
  /**
   * Hoe ver het halfjaar is, in woorden.
   */
  voortgang: string;
  /**
   * Wat er veranderde sinds de maand ervoor.
   */
  sindsVorige: string;
  voorbeeld: boolean;
  /**
   * In procenten.
   */
  norm: number;
  /**
   * De norm in woorden.
   */
  normTekst: string;
  /**
   * Adres van een tegel, met {z}, {x} en {y}.
   */
  tegels: string;
  /**
   * De versie van de cijfers, zoals in /versie/{versie}/.
   */
  versie: string;
  /**
   * Kenmerk van de gemeentegrenzen; bij een ander kenmerk horen andere tegels.
   */
  grenzen: string;
  nederland: Landtotaal;
  legenda: Legendarij[];
  /**
   * Onder de code van een provincie: haar gemeenten in klasse 0, 1, 2 en 3.
   */
  tellingen: {
    [k: string]: number[];
  };
  /**
   * Onder het nummer van de gemeentecode.
   */
  cijfers: {
    /**
     * Klasse en percentage.
     *
     * @minItems 2
     * @maxItems 2
     */
    [k: string]: [number, number | null];
  };
}
export interface Landtotaal {
  opbouw: string;
  nogTekst: string;
  normZin: string;
  gecorrigeerd: string;
  gerealiseerd: string;
  nog: string;
  percentage: string;
  /**
   * Het percentage als getal.
   */
  waarde: number | null;
}
export interface Legendarij {
  /**
   * Nummer van de klasse.
   */
  klasse: number;
  /**
   * In woorden.
   */
  status: string;
  /**
   * De grens in woorden.
   */
  uitleg: string;
  /**
   * Gemeenten in deze klasse.
   */
  aantal: number;
}
export interface Insluitkeuze {
  gemeente: string;
  provincie: string;
  klasse: string;
}
