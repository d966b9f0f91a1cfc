// What is shown instead of the board: the sign-in, or the reason why the board cannot start.
import { html, type TemplateResult } from 'lit-html';
import { mark } from './icons';

const frame = (content: TemplateResult): TemplateResult =>
  html`<main class="welcome">
    <div class="welcome-card">
      <div class="welcome-brand on-asphalt"><span class="brand">${mark}<span>QuickDump<b>Now</b></span></span></div>
      <div class="welcome-text">${content}</div>
    </div>
  </main>`;

export const signInView = (problem: string | null, signIn: () => void): TemplateResult =>
  frame(html`<h1>Dispatch</h1>
    ${problem ? html`<p class="note problem" role="alert">${problem}</p>` : html`<p>The board of every job, from the request to done.</p>`}
    <button class="button primary" type="button" @click=${signIn}>Sign in</button>
    <p class="dim">Are you a customer? <a href="/book/">Request a pickup</a></p>`);

export const cannotStartView = (): TemplateResult =>
  frame(html`<h1>Dispatch cannot be reached</h1>
    <p role="alert">Check your connection, then try again.</p>
    <button class="button primary" type="button" @click=${() => location.reload()}>Try again</button>`);
