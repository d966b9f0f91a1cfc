// Announcements for screen readers, about changes outside of the focus.

const region = (): HTMLElement | null => document.getElementById('announcer');

/** Announces the text once, politely. A text that equals the last one is announced again. */
export function announce(text: string): void {
  const element = region();
  if (!element) return;
  element.textContent = element.textContent === text ? `${text}\u00a0` : text;
}
