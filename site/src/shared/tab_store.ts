// What a page remembers in its tab, reloads included. Where the browser keeps nothing, it remembers until it is closed.

const memory = new Map<string, string>();

/** Null where the browser refuses: storage that is blocked throws when it is only looked at. */
function inBrowser<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

/** What was kept under that name; null when nothing was. */
export const kept = (name: string): string | null =>
  memory.get(name) ?? inBrowser((storage) => storage.getItem(name));

export function keep(name: string, text: string): void {
  memory.set(name, text);
  inBrowser((storage) => storage.setItem(name, text));
}

export function forget(name: string): void {
  memory.delete(name);
  inBrowser((storage) => storage.removeItem(name));
}
