// Prints what the first view costs and how quick the map is; called by `make bench`.
import { open, site, slowPhone, stop } from "./site.mjs";

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  await site();
  const drawn = [];
  for (let n = 0; n < 5; n++) {
    const { page, close } = await open("/");
    drawn.push(await page.evaluate(() => performance.getEntriesByName("kaart-getekend")[0]?.startTime ?? NaN));
    await close();
  }
  const painted = [];
  for (let n = 0; n < 3; n++) {
    const { page, close } = await open("/", { width: 390, ready: false, before: slowPhone });
    painted.push(
      await page.evaluate(() => {
        const [{ responseStart }] = performance.getEntriesByType("navigation");
        return performance.getEntriesByName("first-contentful-paint")[0].startTime - responseStart;
      }),
    );
    await close();
  }
  console.log(`first paint, map    ${median(painted).toFixed(0)} ms after the first byte, slow phone, median of 3 (at most 1000 ms)`);
  const answers = [];
  const { page, close } = await open("/", {
    onAnswer: (answer) => {
      if (!/^(data|blob):/.test(answer.url())) answers.push(answer);
    },
  });
  const sizes = new Map();
  for (const answer of answers) {
    const { pathname } = new URL(answer.url());
    sizes.set(pathname, Math.max(sizes.get(pathname) ?? 0, (await answer.request().sizes()).responseBodySize));
  }
  const sum = (some) => [...sizes].filter(([name]) => some.test(name)).reduce((total, [, size]) => total + size, 0);
  const library = sum(/\/(library|map-worker)-[^/]*\.js$/);
  const kB = (size) => `${(size / 1000).toFixed(0)} kB`;
  console.log(`first view          ${kB(sum(/./))} (at most 460 kB)`);
  console.log(`  library           ${kB(library)}`);
  console.log(`  tiles             ${kB(sum(/mvt$/))}`);
  console.log(`  fonts             ${kB(sum(/woff2$/))}`);
  console.log(`  our own           ${kB(sum(/./) - library - sum(/mvt$|woff2$/))} (at most 60 kB)`);
  console.log(`map drawn           ${median(drawn).toFixed(0)} ms after navigation, median of 5 (at most 1500 ms)`);
  await page.locator("#schuif").focus();
  await page.waitForLoadState("networkidle");
  const switched = [];
  for (let n = 0; n < 9; n++) {
    await page.waitForTimeout(500); // until the picture before it stands: drawing in software takes its time
    switched.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            const slider = document.querySelector("#schuif");
            const began = performance.now();
            new MutationObserver(() => requestAnimationFrame(() => done(performance.now() - began))).observe(
              document.querySelector(".groot [data-v=titel]"),
              { childList: true },
            );
            slider.valueAsNumber -= 1;
            slider.dispatchEvent(new Event("input"));
          }),
      ),
    );
  }
  console.log(`month switched      ${median(switched).toFixed(0)} ms, median of 9 (at most 100 ms)`);
  await close();
} finally {
  await stop();
}
