// Owns the Node side of the edge's function host: one long-lived process runs every viewer-request function, each in its
// own bare context (language built-ins and console.log, which is all that CloudFront's runtime 2.0 is sure to have).
//
// One JSON message a line. In: {load, code} (no answer) and {id, run, event}, where load and run name the code.
// Out: {id, value} or {id, error}.
import { createInterface } from 'node:readline';
import vm from 'node:vm';

const LIMIT_MS = 1000; // CloudFront allows about 1 ms; this only stops a loop that never ends
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
  // An async handler is part of runtime 2.0. One that never settles is the caller's to give up on.
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
  let answer;
  try {
    const { context, error } = functions.get(message.run);
    if (error !== undefined) throw error;
    answer = JSON.stringify({ id: message.id, value: await run(context, message.event) });
  } catch (error) {
    answer = JSON.stringify({ id: message.id, error: String(error) });
  }
  process.stdout.write(`${answer}\n`);
});
