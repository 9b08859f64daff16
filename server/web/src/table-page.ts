// Filters the table of gemeenten while you type; without it the form does the same on the server.
import { plain } from "./matching";

const field = document.querySelector<HTMLInputElement>("#f-zoek");
const form = document.querySelector<HTMLFormElement>("#filters");
const rows = [...document.querySelectorAll<HTMLTableRowElement>("#tabel tbody tr[data-k]")];

const named = rows.map((row) => ({ row, name: plain(row.cells[0]?.textContent ?? "") }));

field?.addEventListener("input", () => {
  const wanted = plain(field.value);
  let shown = 0;
  for (const { row, name } of named) {
    row.hidden = !name.includes(wanted);
    if (!row.hidden) shown++;
  }
  const count = document.querySelector("[data-v=rijen]");
  const counted = `${shown}\u00a0${shown === 1 ? "gemeente" : "gemeenten"}`;
  if (count) count.textContent = counted;
  const message = document.querySelector("#tabelmelding");
  if (message) message.textContent = counted;
});

for (const choice of form?.querySelectorAll("select") ?? []) choice.addEventListener("change", () => form?.requestSubmit());
