// The panel with the figures of one gemeente: a piece of page that the server writes, so that every figure has one source.
import { element, fill } from "./data";

export class Panel {
  private readonly box = element("paneel");
  private shown = "";

  constructor(
    private readonly url: string,
    private readonly onClose: () => void,
  ) {
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.onClose();
    });
  }

  /** Width in pixels that the panel takes from the map; 0 when it lies below. */
  get width(): number {
    return matchMedia("(width >= 60rem)").matches && !this.box.hidden ? this.box.offsetWidth : 0;
  }

  async show(code: string, peildatum: string, focus: boolean): Promise<void> {
    const wanted = `${code} ${peildatum}`;
    if (wanted === this.shown) return;
    this.shown = wanted;
    const wasOpen = !this.box.hidden;
    this.box.classList.add("laden");
    try {
      const answer = await fetch(`${fill(this.url, { code })}?peildatum=${peildatum}`, { credentials: "omit" });
      const content = answer.ok ? await answer.text() : "<p>Van deze gemeente hebben we op deze peildatum geen cijfers.</p>";
      if (this.shown !== wanted) return;
      const open = this.box.querySelector("details")?.open ?? false;
      this.box.innerHTML = content;
      const details = this.box.querySelector("details");
      if (details && open) details.open = true;
      const close = document.createElement("button");
      close.type = "button";
      close.className = "sluit";
      close.setAttribute("aria-label", "Sluit de cijfers");
      close.textContent = "×";
      close.addEventListener("click", this.onClose);
      this.box.prepend(close);
      this.box.hidden = false;
      document.documentElement.classList.add("metpaneel");
      if (focus || !wasOpen) this.box.scrollTop = 0;
      if (focus) this.box.focus({ preventScroll: true });
    } finally {
      this.box.classList.remove("laden");
    }
  }

  hide(): void {
    this.shown = "";
    this.box.hidden = true;
    document.documentElement.classList.remove("metpaneel");
  }
}
