// Wakes up the graphics process of the browser from a worker: the page itself would have to wait for it.
postMessage(new OffscreenCanvas(1, 1).getContext("webgl2") !== null);
