// The small box beside the pointer: name, percentage against the norm, and klasse. Touch and keyboard have the panel.
import { element, inWoorden, numberOf } from "./data";
import type { Maand } from "./page-data";

export interface Hit {
  code: string;
  naam: string;
  x: number;
  y: number;
}

export function showHover(hit: Hit | null, maand: Maand): void {
  const box = element("zweef");
  box.hidden = hit === null;
  if (!hit) return;
  const cijfer = maand.cijfers[String(numberOf(hit.code))];
  const status = maand.legenda.find((row) => row.klasse === cijfer?.[0])?.status ?? "";
  const name = document.createElement("b");
  name.textContent = hit.naam;
  const rest = cijfer?.[1] == null ? "" : ` (norm ${maand.normTekst})`;
  const lines = [`${inWoorden(cijfer)}${rest}`, cijfer && cijfer[0] !== 0 ? status : "", maand.voorbeeld ? "voorbeeldcijfers" : ""];
  box.replaceChildren(
    name,
    ...lines.filter(Boolean).map((text) => {
      const part = document.createElement("div");
      part.textContent = text;
      return part;
    }),
  );
  const room = box.parentElement?.getBoundingClientRect();
  if (!room) return;
  const left = hit.x + 16 + box.offsetWidth > room.width ? hit.x - 16 - box.offsetWidth : hit.x + 16;
  const top = Math.min(hit.y + 12, room.height - box.offsetHeight - 8);
  box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
}
