// Filters the table of gemeenten while you type; without it the form does the same on the server.
import { getJson, type Naam } from "./data";
import { meant, plain } from "./matching";

const field = document.querySelector<HTMLInputElement>("#f-zoek");
const form = document.querySelector<HTMLFormElement>("#filters");
const rows = [...document.querySelectorAll<HTMLTableRowElement>("#tabel tbody tr[data-k]")];

const named = rows.map((row) => {
  const link = row.cells[0]?.querySelector("a");
  return { row, name: plain(link?.textContent ?? ""), code: /GM\d{4}/.exec(link?.href ?? "")?.[0] ?? "" };
});

let names: Promise<Naam[]> | null = null;
/** Other and former names; without them a part of the name in the table will do. */
function load(): Promise<Naam[]> {
  names ??= getJson<Naam[]>(form?.dataset["namen"] ?? "").catch(() => {
    names = null;
    return [];
  });
  return names;
}

/** Writes what is sought into the address, and into the links that sort this table or give it as a file. */
function tell(text: string): void {
  const put = (link: URL): string => {
    link.searchParams.delete("zoek");
    if (text.trim()) link.searchParams.set("zoek", text.trim());
    link.search = link.search.replaceAll("%2C", ",");
    return link.href;
  };
  history.replaceState(history.state, "", put(new URL(location.href)));
  for (const link of document.querySelectorAll<HTMLAnchorElement>("#tabel thead a, a[data-keuze]")) link.href = put(new URL(link.href));
}

async function filter(text: string): Promise<void> {
  const known = await load();
  if (text !== field?.value) return;
  const wanted = plain(text);
  if (!wanted.startsWith(plain(field.defaultValue))) return form?.requestSubmit(); // the server left out what is wanted now
  const codes = meant(text, known);
  let shown = 0;
  for (const { row, name, code } of named) {
    row.hidden = !(wanted === "" || codes.has(code) || (!codes.size && name.includes(wanted)));
    if (!row.hidden) shown++;
  }
  const count = document.querySelector("[data-v=rijen]");
  const counted = `${shown}\u00a0${shown === 1 ? "gemeente" : "gemeenten"}`;
  if (count) count.textContent = counted;
  const message = document.querySelector("#tabelmelding");
  if (message) message.textContent = counted;
  tell(text);
}

const asked = new URLSearchParams(location.search).get("zoek") ?? "";
if (field && asked && field.value !== asked) {
  field.value = asked; // a page from a folder of files is the same whatever is asked
  void filter(asked);
}
field?.addEventListener("focus", () => void load());
field?.addEventListener("input", () => void filter(field.value));

for (const choice of form?.querySelectorAll("select") ?? []) choice.addEventListener("change", () => form?.requestSubmit());
