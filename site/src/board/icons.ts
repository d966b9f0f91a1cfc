// The board's icons, drawn on a 24 grid with a 2 px line.
import { html, type TemplateResult } from 'lit-html';

// Each is a whole template: a board of 500 jobs has thousands of icons, and nested templates cost twice.
const shapes = {
  inbox: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v6H3v-6z"/></svg>`,
  calendar: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 6h16v14H4zM4 10.5h16M8.5 3v4M15.5 3v4"/></svg>`,
  truck: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M2 8h11.5L12 15.5H4zM14.5 15.5V9.5h3.2L21.5 13v4.5h-2M4.5 17.5H5M9 17.5h6"/><circle cx="7" cy="18" r="2"/><circle cx="17.2" cy="18" r="2"/></svg>`,
  check: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m4.5 12.5 5 5 10-11"/></svg>`,
  ban: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/></svg>`,
  phone: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1.5 1.5 0 0 1-1.5 1.5A15.5 15.5 0 0 1 3.5 5.5 1.5 1.5 0 0 1 5 4z"/></svg>`,
  message: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 5h16v11h-8l-5 4v-4H4z"/></svg>`,
  pin: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 21s-7-6-7-11.5a7 7 0 0 1 14 0C19 15 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/></svg>`,
  search: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6.5"/><path d="m20 20-4.8-4.8"/></svg>`,
  link: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1.5-1.5"/></svg>`,
  clock: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/></svg>`,
  plus: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v14M5 12h14"/></svg>`,
  back: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6"/></svg>`,
  close: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>`,
  down: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m6 9 6 6 6-6"/></svg>`,
  note: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 4h14v11l-5 5H5zM14 20v-5h5M8.5 8.5h7M8.5 12h4"/></svg>`,
  print: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/></svg>`,
  keyboard: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 6.5h18v11H3zM7 10h.5M11.7 10h.6M16.5 10h.5M8 14h8"/></svg>`,
  box: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 8.5 12 4l8 4.5v7L12 20l-8-4.5zM4 8.5l8 4.5 8-4.5M12 13v7"/></svg>`,
  dumpster: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 8h16l-1.5 11h-13zM3 8h18M9 8l.7 11M15 8l-.7 11"/></svg>`,
  trailer: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 7h15v8H6zM6 15H2M11 7v8M16 7v8"/><circle cx="12" cy="18" r="2.2"/><circle cx="17" cy="18" r="2.2"/></svg>`,
};

export type IconName = keyof typeof shapes;

export const isIcon = (name: string): name is IconName => name in shapes;

export const icon = (name: IconName): TemplateResult => shapes[name];

/** The icon that the status flow names; none where it names one that is not drawn yet. */
export const statusIcon = (name: string): TemplateResult | null => (isIcon(name) ? icon(name) : null);

export const mark = html`<svg viewBox="0 0 30 26" aria-hidden="true"
  ><path fill="#d7f24b" d="M1 9.8 19.6.6l4 8.6L7.3 17z"/><path fill="none" stroke="#f3f6ec" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="M1.5 20.5h20v-5.4h3.6l3.4 3.4v2"/><circle fill="#f3f6ec" cx="7.5" cy="22.4" r="3.2"/><circle fill="#f3f6ec" cx="22.8" cy="22.4" r="3.2"/></svg>`;
