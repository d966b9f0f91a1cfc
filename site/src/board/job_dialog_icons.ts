// The icons of a job's dialogs, in the style of the board's.
import { html } from 'lit-html';

export const jobIcons = {
  share: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 15V3.5M7.5 8 12 3.5 16.5 8M6 12H4.5v8.5h15V12H18"/></svg>`,
  qr: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v2.5M17 20h3M14 20h.5"/></svg>`,
  edit: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10"/></svg>`,
};
