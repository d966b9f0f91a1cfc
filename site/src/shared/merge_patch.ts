// A JSON merge patch (RFC 7396) that makes one document of another: only what differs.

type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined };

const isObject = (value: unknown): value is Record<string, Json | undefined> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `undefined` when there is nothing to change. A field that is gone becomes a null. */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after))
    return JSON.stringify(before ?? null) === JSON.stringify(after ?? null) ? undefined : (after ?? null);
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = mergePatch(before[name], after[name]);
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}
