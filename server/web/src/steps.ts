// Work in steps: what must wait does so beside the page, and between two steps the page can answer its reader.

/** Lets the browser do other work first. */
export const pause = (ms = 0): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Resolves when the page has been painted for the first time. */
export const painted = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** Resolves when the graphics process has done what it was asked; whoever asks it something earlier has to wait. */
export async function settled(gl: WebGL2RenderingContext, limit = 500): Promise<void> {
  const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  if (!sync) return;
  gl.flush();
  const until = performance.now() + limit;
  while (performance.now() < until && gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) await pause(4);
  gl.deleteSync(sync);
}

/** Whether the visitor asked for little movement. */
export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
