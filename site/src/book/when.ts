// The choice of a preferred window: days and parts of a day as radio buttons.

import type { TimeWindow } from '../generated/api';
import { now } from '../shared/server_clock';
import { zoneName } from '../shared/time';
import { fill } from '../shared/words';
import { earlierValue } from './draft';
import { type DayPart, isOpen, noonOf, openDays, parts, windowFor } from './windows';
import { words } from './words';

const ANY = 'any';

interface Choice {
  group: string;
  value: string;
  name: string;
  small: string;
  /** The accessible name, in full words. */
  spoken: string;
}

function choice({ group, value, name, small, spoken }: Choice): HTMLLabelElement {
  const label = document.createElement('label');
  label.className = 'choice';
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: group, value, id: `${group}-${value}` });
  input.ariaLabel = spoken;
  const title = document.createElement('span');
  title.className = 'choice-name';
  title.textContent = name;
  label.append(input, title);
  if (small) {
    const below = document.createElement('small');
    below.textContent = small;
    label.append(below);
  }
  return label;
}

const inUtc = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(words.locale, { timeZone: 'UTC', ...options });

function dayChoices(days: string[]): HTMLLabelElement[] {
  const formats = [
    inUtc({ weekday: 'short' }),
    inUtc({ month: 'short', day: 'numeric' }),
    inUtc({ weekday: 'long', month: 'long', day: 'numeric' }),
  ];
  return days.map((day) => {
    const [name = '', small = '', spoken = ''] = formats.map((format) => format.format(noonOf(day)));
    return choice({ group: 'day', value: day, name, small, spoken });
  });
}

/** `8 AM–12 PM`. */
function hoursOf({ from, to }: DayPart): string {
  const at = (time: string): Date => new Date(`2000-01-01T${time}:00Z`);
  return inUtc({ hour: 'numeric' })
    .formatRange(at(from), at(to))
    .replace(/\s*–\s*/, '–');
}

function partChoice(part: DayPart): HTMLLabelElement {
  const name = (words.parts as Record<string, string>)[part.id] ?? '';
  const small = hoursOf(part);
  return choice({ group: 'part', value: part.id, name, small, spoken: `${name}, ${small}` });
}

const checkedIn = (name: string): HTMLInputElement | null =>
  document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

/** Disables the parts that begin too soon on the chosen day; hides all parts when any day is fine. */
function offerParts(zone: string): void {
  const day = checkedIn('day')?.value ?? ANY;
  const field = byId('parts-field');
  const at = day === ANY ? now() : noonOf(day);
  const long = new Intl.DateTimeFormat(words.locale, { timeZone: zone, timeZoneName: 'longGeneric' });
  const name = long.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  byId('zone-hint').textContent = fill(words.zone_hint, { zone: name, abbreviation: zoneName(zone, at) });
  field.hidden = day === ANY;
  if (day === ANY) return;
  for (const part of parts) {
    const input = byId(`part-${part.id}`) as HTMLInputElement;
    input.disabled = !isOpen(windowFor(zone, day, part), now().getTime());
    if (input.disabled) input.checked = false;
  }
  if (!checkedIn('part')) (field.querySelector('input:enabled') as HTMLInputElement).checked = true;
}

/** Restores the choice in the draft, if it is still offered. */
function chooseEarlier(group: string): void {
  const input = document.getElementById(`${group}-${earlierValue(group)}`);
  if (input instanceof HTMLInputElement) input.checked = true;
}

export function offerWindows(zone: string): void {
  const any = choice({
    group: 'day',
    value: ANY,
    name: words.any_day,
    small: '',
    spoken: words.any_day,
  });
  const days = byId('days');
  days.replaceChildren(any, ...dayChoices(openDays(zone, now().getTime())));
  byId('parts').replaceChildren(...parts.map(partChoice));
  (byId(`day-${ANY}`) as HTMLInputElement).checked = true;
  chooseEarlier('day');
  chooseEarlier('part');
  offerParts(zone);
  days.addEventListener('change', () => offerParts(zone));
}

/** The chosen window; null when any day is fine. */
export function chosenWindow(zone: string): TimeWindow | null {
  const day = checkedIn('day')?.value ?? ANY;
  const part = parts.find(({ id }) => id === checkedIn('part')?.value);
  return day === ANY || !part ? null : windowFor(zone, day, part);
}
