// What a page in a frame says to the page around it: how high it is, and which link was followed where no window may open.

/** WordPress gives a frame a secret in its fragment, sometimes after it has loaded, and listens to messages that carry it. */
const secretNow = (): string | undefined => /^#\?secret=([A-Za-z0-9]{1,64})$/.exec(location.hash)?.[1];

/** False when there is no WordPress around this page. */
function toWordPress(message: "height" | "link", value: number | string): boolean {
  const secret = secretNow();
  if (secret) parent.postMessage({ message, value, secret }, "*");
  return Boolean(secret);
}

/** The script of WordPress may come later than this page: what was said before, is said again when it is there. */
function onWordPressReady(answer: () => void): void {
  addEventListener("message", (event: MessageEvent) => {
    const message = event.data as { message?: unknown; secret?: unknown } | null;
    if (event.source === parent && message?.message === "ready" && message.secret === secretNow()) answer();
  });
}

/** The height in which everything of this page fits, with the map as low as it may be. */
function heightOf(content: HTMLElement): number {
  content.classList.add("meten");
  const height = Math.ceil(content.getBoundingClientRect().height);
  content.classList.remove("meten");
  return height;
}

/** Tells the host how high the frame must be: never lower than it made it, so that nothing moves without need. */
export function tellHeight(content: HTMLElement): void {
  let given = 0;
  let said = 0;
  const tell = (): void => {
    if (!innerWidth || !innerHeight) return; // hidden; shown later, this is called again
    given ||= innerHeight;
    const height = Math.max(given, heightOf(content));
    if (height === said) return;
    said = height;
    parent.postMessage({ type: "land-in-beeld:height", height, title: document.title }, "*");
    toWordPress("height", height);
  };
  const watch = new ResizeObserver(tell);
  for (const part of [content, ...content.children]) if (!part.classList.contains("beeld")) watch.observe(part);
  onWordPressReady(() => said && toWordPress("height", said));
  tell();
}

/** False where no window may open: most browsers then give nothing, Firefox throws. */
function opens(address: string): boolean {
  try {
    const opened = window.open(address, "_blank");
    if (opened) opened.opener = null;
    return Boolean(opened);
  } catch {
    return false;
  }
}

/** Links open beside the site of the host. Where that may not be, the host follows them, or else this frame does. */
export function followLinks(): void {
  if (parent === window) return;
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[target=_blank]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!opens(link.href) && !toWordPress("link", link.href)) location.assign(framed(link));
  });
}

/** The address of a page of ours that may stand in a frame. */
function framed(link: HTMLAnchorElement): string {
  const url = new URL(link.href);
  url.searchParams.set("kader", "ja");
  return url.href;
}
