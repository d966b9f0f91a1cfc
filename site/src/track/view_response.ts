// Reads the response to a request for a job's public view: a view, no such job, or no usable response.

import type { Step, TimeWindow, View } from '../generated/api';
import { setByServer } from '../shared/server_clock';

/** A view as far as the page has read it: a stored view can be of another release. */
export type PublicView = Pick<View, 'rev' | 'status' | 'can_confirm'> &
  Partial<Omit<View, 'timeline'>> & { timeline?: Pick<Step, 'status' | 'at'>[] };

export type ViewResult =
  | { kind: 'view'; view: PublicView }
  | { kind: 'missing' }
  | { kind: 'failing'; isOffline: boolean };

type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const moment = (value: unknown): string => (Number.isNaN(Date.parse(text(value))) ? '' : text(value));

/** An IANA name that this browser supports. */
function zone(value: unknown): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text(value) || 'none' }).resolvedOptions().timeZone;
  } catch {
    return '';
  }
}

function window(value: unknown): TimeWindow | null {
  const { start, end, zone: name } = object(value);
  const read = { start: moment(start), end: moment(end), zone: zone(name) };
  return read.start && read.end && read.zone ? read : null;
}

/**
 * Texts of the view that the page shows in a row each. A new public text is one entry here; its heading is the text of the
 * same name in `pages.track` of each language.
 */
export const rowTexts = ['street'] as const;

/** The parts of a view that this page supports, without additional fields of a newer schema; null when it is no view. */
export function parseView(value: unknown): PublicView | null {
  const view = object(value);
  const service = object(view.service);
  const company = object(view.company);
  if (!text(view.status)) return null;
  const timeline = Array.isArray(view.timeline) ? view.timeline.map(object) : [];
  const texts = Object.fromEntries(rowTexts.map((name) => [name, text(view[name])]));
  return {
    ...(texts as Record<(typeof rowTexts)[number], string>),
    rev: typeof view.rev === 'number' ? view.rev : 0,
    status: text(view.status),
    can_confirm: view.can_confirm === true,
    timeline: timeline
      .map(({ status, at }) => ({ status: text(status), at: moment(at) }))
      .filter(({ status, at }) => status && at),
    window: window(view.window),
    service: { kind: text(service.kind), label: text(service.label) },
    company: { name: text(company.name), phone: text(company.phone), time_zone: zone(company.time_zone) },
    updated_at: moment(view.updated_at),
  };
}

/** Never rejects. */
export async function readView(pending: Promise<Response>): Promise<ViewResult> {
  try {
    const response = await pending;
    if (response.status === 404 || response.status === 410) return { kind: 'missing' };
    const view = response.ok ? parseView(await response.json()) : null;
    if (!view) return { kind: 'failing', isOffline: false };
    setByServer(response.headers);
    return { kind: 'view', view };
  } catch {
    // No response, or a body that breaks off or is not JSON.
    return { kind: 'failing', isOffline: !navigator.onLine };
  }
}
