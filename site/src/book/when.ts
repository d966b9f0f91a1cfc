// The choice of a preferred window: days and parts of a day as radio buttons.
import { zoneName } from '../shared/time';
import type { TimeWindow } from '../shared/types';
import { isOpen, openDays, parts, windowFor } from './windows';

const ANY = 'any';

interface Choice {
  group: string;
  value: string;
  id: string;
  top: string;
  name: string;
  /** What is read out instead of the short text. */
  spoken: string;
}

function choice({ group, value, id, top, name, spoken }: Choice): HTMLLabelElement {
  const label = document.createElement('label');
  label.className = 'choice';
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: group, value, id });
  input.setAttribute('aria-label', spoken);
  const title = document.createElement('span');
  title.className = 'choice-name';
  title.textContent = name;
  const small = document.createElement('small');
  small.textContent = top;
  label.append(input, title, small);
  return label;
}

// A calendar day has no zone: noon UTC lies on that day for every way to print it in UTC.
function dayText(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-US', { timeZone: 'UTC', ...options });
}

function dayChoice(day: string): HTMLLabelElement {
  return choice({
    group: 'day',
    value: day,
    id: `day-${day}`,
    top: dayText(day, { month: 'short', day: 'numeric' }),
    name: dayText(day, { weekday: 'short' }),
    spoken: dayText(day, { weekday: 'long', month: 'long', day: 'numeric' }),
  });
}

const checkedIn = (name: string): HTMLInputElement | null =>
  document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);

/** Parts that have begun cannot be chosen; without a day there is no part to choose. */
function offerParts(zone: string): void {
  const day = checkedIn('day')?.value ?? ANY;
  const field = document.getElementById('parts-field') as HTMLFieldSetElement;
  field.hidden = day === ANY;
  if (day === ANY) return;
  for (const part of parts) {
    const input = document.getElementById(`part-${part.id}`) as HTMLInputElement;
    input.disabled = !isOpen(windowFor(zone, day, part), new Date());
    if (input.disabled) input.checked = false;
  }
  if (!checkedIn('part')) field.querySelector<HTMLInputElement>('input:enabled')?.click();
}

export function offerWindows(zone: string): void {
  const now = new Date();
  const any = choice({
    group: 'day',
    value: ANY,
    id: 'day-any',
    top: 'is fine',
    name: 'Any day',
    spoken: 'Any day is fine',
  });
  const days = document.getElementById('days');
  days?.replaceChildren(any, ...openDays(zone, now).map(dayChoice));
  document
    .getElementById('parts')
    ?.replaceChildren(
      ...parts.map(({ id, name, hours }) =>
        choice({ group: 'part', value: id, id: `part-${id}`, top: hours, name, spoken: `${name}, ${hours}` }),
      ),
    );
  const hint = document.getElementById('zone-hint');
  if (hint) hint.textContent = `Times are ${zoneName(zone, now)} (${zone.replace('_', ' ')}).`;
  any.querySelector('input')?.click();
  offerParts(zone);
  days?.addEventListener('change', () => offerParts(zone));
}

/** The window that was chosen; null when any day is fine. */
export function chosenWindow(zone: string): TimeWindow | null {
  const day = checkedIn('day')?.value ?? ANY;
  const part = parts.find(({ id }) => id === checkedIn('part')?.value);
  return day === ANY || !part ? null : windowFor(zone, day, part);
}
