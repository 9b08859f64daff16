// The browser tests, in one process, so that they share one website and one browser.
import { after, before } from "node:test";
import { site, stop } from "./site.mjs";

before(site, { timeout: 300_000 });
after(stop);

await import("./first.mjs");
await import("./map.mjs");
await import("./pages.mjs");
await import("./tasks.mjs");
await import("./share.mjs");
await import("./embed.mjs");
await import("./style.mjs");
await import("./theme.mjs");
await import("./html.mjs");
