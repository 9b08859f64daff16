// The panel with the figures of one gemeente: a piece of page that the server writes, so that every figure has one source.
import { element, fill } from "./data";

export class Panel {
  private readonly box = element("paneel");
  private shown = "";
  private coming: Promise<void> = Promise.resolve();
  private before: HTMLElement | null = null;

  constructor(
    private readonly url: string,
    private readonly onClose: () => void,
  ) {
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.onClose();
    });
  }

  /** Whether it lies at the foot of the screen, not beside the map. */
  get below(): boolean {
    return !matchMedia("(width >= 60rem)").matches;
  }

  /** What the panel takes from the foot of this map, in pixels. */
  covers(map: HTMLElement): number {
    if (this.box.hidden || !this.below) return 0;
    return Math.max(0, map.getBoundingClientRect().bottom - this.box.getBoundingClientRect().top);
  }

  /** Resolves when the figures stand there, or when others were asked for. */
  show(code: string, peildatum: string, focus: boolean): Promise<void> {
    const wanted = `${code} ${peildatum}`;
    if (wanted !== this.shown) {
      this.shown = wanted;
      this.coming = this.fetch(code, peildatum, focus);
    } else if (focus) void this.coming.then(() => this.focus());
    return this.coming;
  }

  private async fetch(code: string, peildatum: string, focus: boolean): Promise<void> {
    const wanted = this.shown;
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
      if (focus) this.focus();
    } finally {
      this.box.classList.remove("laden");
    }
  }

  private focus(): void {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && !this.box.contains(activeElement)) this.before = activeElement;
    this.box.focus({ preventScroll: true });
  }

  /** What had the focus before the panel took it; once, and only while it can be seen. */
  takeBefore(): HTMLElement | null {
    const { before } = this;
    this.before = null;
    return before?.checkVisibility() ? before : null;
  }

  hide(): void {
    this.shown = "";
    this.box.hidden = true;
    document.documentElement.classList.remove("metpaneel");
  }
}
