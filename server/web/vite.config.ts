// Builds the scripts and style sheets of the pages into ../static/bundle, each file beside a brotli and a gzip copy.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const out = "../static/bundle";

function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(out)) {
        if (!/\.(js|mjs|css|svg)$/.test(name)) continue;
        const content = readFileSync(join(out, name));
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        };
        writeFileSync(join(out, `${name}.br`), brotliCompressSync(content, { params }));
        writeFileSync(join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

// The library comes from its own source: built together, page and worker share one file instead of each holding a copy.
const library = fileURLToPath(new URL("node_modules/maplibre-gl/src", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^maplibre-gl$/, replacement: join(library, "index.ts") },
      { find: /^maplibre-gl\/worker$/, replacement: join(library, "source/worker.ts") },
    ],
  },
  base: "./",
  // As the library is meant to be compiled: a field that is only declared leaves what the class above it has set.
  oxc: { assumptions: { setPublicClassFields: true }, typescript: { removeClassFieldsWithoutInitializer: true } },
  plugins: [compressed()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: false, // the server writes the links
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: [
        "src/map-page.ts",
        "src/embed-page.ts",
        "src/map-worker.ts",
        "src/graphics.ts",
        "src/graphics-worker.ts",
        "src/table-page.ts",
        "src/embed-code.ts",
        "src/share.ts",
        "src/land-in-beeld.ts",
        "src/style/site.css",
      ],
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: (chunk) => (chunk.moduleIds.some((id) => id.startsWith(library)) ? "library-[hash].js" : "shared-[hash].js"),
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
