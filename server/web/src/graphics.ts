// Wakes up the graphics process of the browser before anything else: the page that asks it for a canvas has to wait.

/** Resolves when the graphics process is awake, after `limit` ms at the latest: it then wakes up when it is needed. */
function awake(script: string, limit = 1000): Promise<void> {
  return new Promise((done) => {
    let worker: Worker;
    try {
      worker = new Worker(new URL(script, import.meta.url), { type: "module" });
    } catch {
      done(); // a frame in a sandbox may not start it
      return;
    }
    const end = (): void => {
      worker.terminate();
      done();
    };
    for (const event of ["message", "error"]) worker.addEventListener(event, end);
    setTimeout(end, limit);
  });
}

const script = document.querySelector<HTMLMetaElement>("meta[name=grafiek]")?.content;
export const graphics = script ? awake(script) : Promise.resolve();
