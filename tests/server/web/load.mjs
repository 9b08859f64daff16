// Loads a module of the front-end as it is written, and what comes with the front-end.
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = fileURLToPath(new URL("../../../server/web/", import.meta.url));
const require = createRequire(`${web}package.json`);

export const library = (name) => import(pathToFileURL(require.resolve(name)).href);
const { runnerImport } = await library("vite");

export const load = async (name) =>
  (await runnerImport(`${web}src/${name}.ts`, { root: web, configFile: false, logLevel: "silent" })).module;
