// Copying a link. A browser may refuse: the caller then shows the link itself.

/** Whether the text is now on the clipboard. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
