// The script of the host page (/embed.js): the element <land-in-beeld>, and frames that become as high as their content.
(() => {
  const base = new URL("embed", (document.currentScript as HTMLScriptElement | null)?.src ?? location.href);
  const own = ["gemeente", "provincie", "klasse", "peildatum", "thema", "weergave", "accent", "letters", "hoeken", "titel"];

  addEventListener("message", (event: MessageEvent) => {
    const message = event.data as { type?: unknown; height?: unknown; title?: unknown } | null;
    if (message?.type !== "land-in-beeld:height" || typeof message.height !== "number") return;
    const height = Math.min(1600, Math.max(320, message.height));
    for (const frame of document.querySelectorAll<HTMLIFrameElement>("iframe")) {
      if (frame.contentWindow !== event.source || !frame.src.startsWith(base.href)) continue;
      frame.style.height = `${height}px`;
      if (frame.parentElement?.localName === "land-in-beeld" && typeof message.title === "string") frame.title = message.title;
    }
  });

  if (customElements.get("land-in-beeld")) return;
  customElements.define(
    "land-in-beeld",
    class extends HTMLElement {
      static observedAttributes = [...own, "hoogte"];

      connectedCallback(): void {
        this.show();
        if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => this.replaceLink());
      }

      attributeChangedCallback(): void {
        if (this.isConnected) this.show();
      }

      private readonly frame = document.createElement("iframe");

      /** The link is for who has no script; its words name the frame. */
      private replaceLink(): void {
        const link = this.querySelector("a");
        link?.remove();
        this.frame.title = link?.textContent || this.frame.title || "Land in Beeld";
      }

      private show(): void {
        const url = new URL(base);
        for (const name of own) {
          const value = this.getAttribute(name);
          if (value) url.searchParams.set(name, value);
        }
        const { frame } = this;
        this.replaceLink();
        frame.loading = "lazy";
        frame.referrerPolicy = "no-referrer";
        frame.style.cssText = "border:0;width:100%";
        if (!frame.isConnected) this.append(frame);
        const fits = url.searchParams.has("gemeente") ? (frame.clientWidth < 640 ? 1000 : 760) : 680;
        frame.style.height = `${Number(this.getAttribute("hoogte")) || fits}px`;
        if (frame.src !== url.href) frame.src = url.href;
      }
    },
  );
})();
