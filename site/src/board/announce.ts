// What screen readers hear of changes that nobody's focus is on.

const region = (): HTMLElement | null => document.getElementById('announcer');

/** Says it once, politely. The same words twice in a row are said twice. */
export function announce(text: string): void {
  const element = region();
  if (!element) return;
  element.textContent = element.textContent === text ? `${text}\u00a0` : text;
}
