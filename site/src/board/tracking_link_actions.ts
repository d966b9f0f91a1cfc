// What a dispatcher does with a job's tracking link in the dialog: copy it, share it, show it as a QR code.

import type { Card } from '../generated/api';
import { copy } from '../shared/clipboard';
import { trackingLink } from '../shared/token';
import { newsOf } from './contact_links';

export type Qr = { state: 'closed' | 'loading' | 'failed' } | { state: 'open'; code: SVGElement };

interface Options {
  token: string;
  companyName: string;
  onChange(): void;
  notify(text: string): void;
}

export class TrackingLinkActions {
  qr: Qr = { state: 'closed' };
  #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether to offer sharing: on phones and tablets, since a desktop has the clipboard at hand. */
  get canShare(): boolean {
    return 'share' in navigator && matchMedia('(pointer: coarse)').matches;
  }

  get #link(): string {
    return trackingLink(this.#options.token, location.origin);
  }

  async copy(): Promise<void> {
    const isCopied = await copy(this.#link);
    this.#options.notify(isCopied ? 'Tracking link copied' : `Could not copy. The link is ${this.#link}`);
  }

  async share(card: Card): Promise<void> {
    const { companyName } = this.#options;
    const text = newsOf(card, companyName, new Date());
    try {
      await navigator.share({ title: `${companyName}: your job`, text, url: this.#link });
    } catch (error) {
      // AbortError: the person closed the sheet.
      if ((error as DOMException).name !== 'AbortError') await this.copy();
    }
  }

  /** Opens or closes the QR code, whose code is loaded on first use. */
  async toggleQr(): Promise<void> {
    if (this.qr.state === 'open' || this.qr.state === 'loading') return this.#show({ state: 'closed' });
    this.#show({ state: 'loading' });
    const module = await import('./qr').catch(() => null);
    // Closed again meanwhile.
    if ((this.qr as Qr).state !== 'loading') return;
    this.#show(module ? { state: 'open', code: module.qrCode(this.#link) } : { state: 'failed' });
  }

  #show(qr: Qr): void {
    this.qr = qr;
    this.#options.onChange();
  }
}
