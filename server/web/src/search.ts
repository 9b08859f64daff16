// The field to search a gemeente or provincie, made for the keyboard (ARIA combobox).
import { element, getJson, type Naam } from "./data";
import { find, marked } from "./matching";

const NOTHING = "Geen gemeente of provincie gevonden";

export class Search {
  private readonly field = element<HTMLInputElement>("zoekveld");
  private readonly list = element<HTMLUListElement>("zoeklijst");
  private readonly message = element("zoekmelding");
  private names: Promise<Naam[]> | null = null;
  private found: Naam[] = [];
  private active = -1;
  private closing = 0;

  constructor(
    private readonly url: string,
    private readonly onChoose: (code: string) => void,
  ) {
    const { field } = this;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": "zoeklijst",
      "aria-autocomplete": "list",
    })) {
      field.setAttribute(name, value);
    }
    field.addEventListener("focus", () => void this.load());
    field.addEventListener("input", () => void this.update());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => {
      this.closing = window.setTimeout(() => this.close(), 150);
    });
    const form = element<HTMLFormElement>("zoek");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.update().then(() => {
        if (this.found.length) this.pick(Math.max(0, this.active));
        else if (field.value.trim()) form.submit(); // the server knows more spellings, and says what to do
        else field.focus();
      });
    });
  }

  private load(): Promise<Naam[]> {
    this.names ??= getJson<Naam[]>(this.url).catch(() => {
      this.names = null;
      return [];
    });
    return this.names;
  }

  private async update(): Promise<void> {
    const typed = this.field.value;
    const names = await this.load();
    if (typed !== this.field.value) return;
    clearTimeout(this.closing); // the button takes the focus, but what was found stays
    this.found = find(typed, names);
    this.active = this.found.length ? 0 : -1;
    this.list.replaceChildren(
      ...this.found.map(([naam, , uitleg], n) => {
        const item = document.createElement("li");
        item.id = `zoek-${n}`;
        item.role = "option";
        const label = document.createElement("span");
        label.textContent = naam;
        const note = document.createElement("small");
        note.textContent = uitleg;
        item.append(label, note);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.pick(n);
        });
        return item;
      }),
    );
    const open = this.found.length > 0;
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.mark();
    const nothing = !open && typed.trim() !== "" && names.length > 0;
    this.message.classList.toggle("leesbaar", !nothing);
    if (open || nothing) this.message.textContent = open ? `${this.found.length} gevonden` : NOTHING;
  }

  private mark(): void {
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === this.active)));
    if (this.active < 0) this.field.removeAttribute("aria-activedescendant");
    else {
      this.field.setAttribute("aria-activedescendant", `zoek-${this.active}`);
      this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
    }
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") this.close();
    else if (this.found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.active = marked(this.active, this.found.length, event.key);
      this.mark();
    }
  }

  private close(): void {
    this.list.hidden = true;
    this.message.classList.add("leesbaar");
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  private pick(index: number): void {
    const chosen = this.found[index];
    if (!chosen) return;
    this.field.value = chosen[0];
    this.close();
    this.onChoose(chosen[1]);
  }
}
