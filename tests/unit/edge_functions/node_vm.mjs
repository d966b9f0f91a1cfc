// The Node engine of these tests: loads the shipped file into a bare VM (language built-ins only, as at the edge)
// and writes for each JSON event, one a line, one JSON line: {value} or {error}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const context = vm.createContext(Object.create(null));
vm.runInContext(readFileSync(process.argv[2], "utf8"), context, { filename: process.argv[2] });

createInterface({ input: process.stdin }).on("line", (line) => {
  context.__event = line;
  let result;
  try {
    result = { value: JSON.parse(vm.runInContext("JSON.stringify(handler(JSON.parse(__event)))", context, { timeout: 1000 })) };
  } catch (error) {
    result = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(result) + "\n");
});
