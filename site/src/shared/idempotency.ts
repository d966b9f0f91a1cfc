// Idempotency keys: one per request that a person means to make, however often it is sent.
import { forget, keep, kept } from './tab_store';

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * The Idempotency-Key for this body. The same body gets the same key in this tab, also after a lost response or a
 * reload; a different body gets a new key. Only a digest is kept, since the body holds personal data.
 */
export async function keyFor(name: string, body: unknown): Promise<string> {
  const digest = hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(body))));
  const [seen, key] = (kept(name) ?? '').split(' ');
  if (seen === digest && key) return key;
  const fresh = crypto.randomUUID();
  keep(name, `${digest} ${fresh}`);
  return fresh;
}

export const forgetKey = (name: string): void => forget(name);

/** Whether a request under that name was sent and no response came. */
export const isUnanswered = (name: string): boolean => kept(name) !== null;
