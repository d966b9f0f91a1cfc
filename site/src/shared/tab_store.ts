// Texts kept in this tab, over reloads too. Where the browser blocks its session storage, until the page is closed.

const memory = new Map<string, string>();

/** Null where storage is blocked: reading the property `sessionStorage` then throws. */
function inBrowser<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

/** The text kept under that name; null without one. */
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
