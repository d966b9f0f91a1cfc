// Small DOM helpers of the tracking page.

const SVG = 'http://www.w3.org/2000/svg';

export const byId = <T extends Element = HTMLElement>(id: string): T =>
  document.getElementById(id) as unknown as T;

/** Sets the text only where it differs, so that screen readers and selections are not disturbed. */
export function put(id: string, text: string): void {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'use'));
  setIcon(svg, name);
  return svg;
}

export const setIcon = (within: Element, name: string): void =>
  within.querySelector('use')?.setAttribute('href', `#i-${name}`);

/** Shows one of the page's three tickets and hides the others. */
export function showOnly(id: 'ticket' | 'message' | 'skeleton'): void {
  for (const ticket of document.querySelectorAll<HTMLElement>('.ticket')) ticket.hidden = ticket.id !== id;
}

/** Announces the text to screen readers. */
export const announce = (text: string): void => put('announcer', text);
