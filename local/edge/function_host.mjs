// The Node side of the edge's function host: one long-running process runs every viewer-request function, each in its
// own bare context (language built-ins and console.log, a subset of CloudFront's runtime 2.0).
//
// One JSON message per line. Input: {load, code} (without a result) and {id, run, event}; load and run name the code.
// Output: {id, value} or {id, error}.
import { createInterface } from 'node:readline';
import vm from 'node:vm';

const LIMIT_MS = 1000; // CloudFront allows about 1 ms; this limit only stops endless loops
const functions = new Map();

function load(code) {
  const context = vm.createContext(Object.create(null));
  const log = (...words) => process.stderr.write(`edge function: ${words.join(' ')}\n`);
  context.console = { log, error: log };
  vm.runInContext(code, context, { filename: 'function.js', timeout: LIMIT_MS });
  return context;
}

async function run(context, event) {
  context.event = JSON.stringify(event);
  // Runtime 2.0 supports async handlers. The caller has a deadline for a promise that never settles.
  return await vm.runInContext('handler(JSON.parse(event))', context, { timeout: LIMIT_MS });
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const message = JSON.parse(line);
  if (message.load !== undefined) {
    try {
      functions.set(message.load, { context: load(message.code) });
    } catch (error) {
      functions.set(message.load, { error });
    }
    return;
  }
  let result;
  try {
    const { context, error } = functions.get(message.run);
    if (error !== undefined) throw error;
    result = JSON.stringify({ id: message.id, value: await run(context, message.event) });
  } catch (error) {
    result = JSON.stringify({ id: message.id, error: String(error) });
  }
  process.stdout.write(`${result}\n`);
});
