// Owns the Node side of these tests: imports the pages' own TypeScript modules through Vite, as the build reads them,
// and answers one JSON call a line, {module, name, args}, with one JSON line: {value} or {error}.
// A moment is given as {$date: "2026-11-25T16:00:00Z"}.
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { words } from "../../../site/words_plugin.mjs";

const root = fileURLToPath(new URL("../../../site/src/", import.meta.url));
const loaded = new Map();

function load(path) {
  if (!loaded.has(path)) loaded.set(path, runnerImport(root + path, { configFile: false, plugins: [words()], root, logLevel: "error" }));
  return loaded.get(path);
}

const withDates = (_, value) => (value?.$date ? new Date(value.$date) : value);

for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    const { module: path, name, args } = JSON.parse(line, withDates);
    const { module } = await load(path);
    result = { value: (await module[name](...args)) ?? null };
  } catch (error) {
    result = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
