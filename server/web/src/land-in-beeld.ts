// The script of the host page (/embed.js): the element <land-in-beeld>, and frames that become as high as their content.
(() => {
  const base = new URL("embed", (document.currentScript as HTMLScriptElement | null)?.src ?? location.href);
  const own = ["gemeente", "provincie", "peildatum", "thema", "titel"];

  addEventListener("message", (event: MessageEvent) => {
    const message = event.data as { type?: unknown; height?: unknown } | null;
    if (message?.type !== "land-in-beeld:height" || typeof message.height !== "number") return;
    const height = Math.min(1600, Math.max(320, message.height));
    for (const frame of document.querySelectorAll<HTMLIFrameElement>("iframe")) {
      if (frame.contentWindow === event.source && frame.src.startsWith(base.href)) frame.style.height = `${height}px`;
    }
  });

  if (customElements.get("land-in-beeld")) return;
  customElements.define(
    "land-in-beeld",
    class extends HTMLElement {
      static observedAttributes = [...own, "hoogte"];

      connectedCallback(): void {
        this.show();
      }

      attributeChangedCallback(): void {
        if (this.isConnected) this.show();
      }

      private show(): void {
        const url = new URL(base);
        for (const name of own) {
          const value = this.getAttribute(name);
          if (value) url.searchParams.set(name, value);
        }
        const frame = this.querySelector("iframe") ?? document.createElement("iframe");
        frame.title = `Land in Beeld${url.searchParams.has("gemeente") ? `: ${url.searchParams.get("gemeente")}` : ""}`;
        frame.loading = "lazy";
        frame.referrerPolicy = "no-referrer";
        frame.style.cssText = `border:0;width:100%;height:${Number(this.getAttribute("hoogte")) || 640}px`;
        if (frame.src !== url.href) frame.src = url.href;
        if (!frame.isConnected) this.replaceChildren(frame);
      }
    },
  );
})();
