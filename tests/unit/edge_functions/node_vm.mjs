// Owns the Node engine of these tests: loads the shipped file into a bare VM (language built-ins only, as at the edge)
// and answers one JSON event a line with one JSON line: {value} or {error}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const context = vm.createContext(Object.create(null));
vm.runInContext(readFileSync(process.argv[2], "utf8"), context, { filename: process.argv[2] });

createInterface({ input: process.stdin }).on("line", (line) => {
  context.__event = line;
  let answer;
  try {
    answer = { value: JSON.parse(vm.runInContext("JSON.stringify(handler(JSON.parse(__event)))", context, { timeout: 1000 })) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
