// Copies a link. Where the browser refuses, the caller shows the link.

/** Resolves to whether the text was copied. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
