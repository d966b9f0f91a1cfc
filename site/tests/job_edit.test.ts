// The state machine of an edit: which state follows which event, what is sent, and what a conflict keeps of the typed texts.
import { describe, expect, test } from 'vitest';
import { JobEdit } from '../src/board/job_edit';
import { type Values, valuesFrom } from '../src/board/job_form';
import type { AuditEntry, Card, JobRecord } from '../src/generated/api';
import { aCard, ZONE } from './sample_job';

const ME = { email: 'dana@quickdumpnow.example', name: 'Dana' };
const NOW = new Date('2026-11-24T20:00:00Z');
const SEEN = aCard();

const typed = (changes: Values, job: Card = SEEN): Values => ({ ...valuesFrom(job, ZONE), ...changes });

const recordOf = (changes: Partial<Card>): JobRecord => {
  const { last_change, ...job } = aCard({ rev: 4, updated_at: '2026-11-24T19:00:00Z', ...changes });
  return {
    ...job,
    write_id: '0'.repeat(32),
    history: [last_change],
    provenance: { operation: 'edit', by: 'lee@quickdumpnow.example', why: null, restored_rev: null },
  };
};

const edited = (by: string, changed: string[]): AuditEntry => ({
  version_id: '1',
  at: '2026-11-24T19:00:00Z',
  rev: 4,
  operation: 'edit',
  by,
  why: null,
  from: null,
  to: null,
  changed,
  restored_rev: null,
});

function anEdit(): JobEdit {
  const edit = new JobEdit(ZONE, ME);
  edit.start(SEEN, null);
  return edit;
}

function saving(changes: Values): JobEdit {
  const edit = anEdit();
  expect(edit.submit(typed(changes)).kind).toBe('send');
  return edit;
}

describe('editing', () => {
  test('starts with the values of the job that the person sees', () => {
    const edit = new JobEdit(ZONE, ME);
    expect(edit.state.phase).toBe('reading');
    const values = edit.start(SEEN, null);
    expect(values).toMatchObject({
      name: 'Mark Reyes',
      phone: '(619) 555-0123',
      price: '600',
      day: '2026-11-25',
      from: '08:00',
      to: '10:00',
    });
    expect(edit.state).toMatchObject({ phase: 'editing', seen: SEEN, conflict: null });
    expect(edit.changed(values)).toEqual([]);
  });

  test('takes up what was typed in an earlier edit', () => {
    const edit = new JobEdit(ZONE, ME);
    const values = edit.start(SEEN, { price: '650' });
    expect(values.price).toBe('650');
    expect(edit.changed(values)).toEqual(['price']);
  });

  test('stays where a field has a problem', () => {
    const edit = anEdit();
    const submission = edit.submit(typed({ name: '', price: 'a lot' }));
    expect(submission).toEqual({
      kind: 'problems',
      problems: [
        { pointer: '/customer/name', code: 'required', detail: 'Enter a name.' },
        { pointer: '/price', detail: 'Enter an amount like 600 or 600.50.' },
      ],
    });
    expect(edit.state.phase).toBe('editing');
  });

  test('goes back to reading where nothing has changed, whatever way the number is written', () => {
    const edit = anEdit();
    expect(edit.submit(typed({ phone: '619.555.0123' }))).toEqual({ kind: 'unchanged' });
    expect(edit.state.phase).toBe('reading');
  });

  test('sends only the fields that differ, on condition of the revision that the person saw', () => {
    const edit = anEdit();
    const submission = edit.submit(typed({ unit: '2B', day: '', from: '', to: '' }));
    expect(submission).toEqual({
      kind: 'send',
      rev: 3,
      patch: { service: { address: { unit: '2B' } }, window: null },
    });
    expect(edit.state.phase).toBe('saving');
  });

  test('is given up by leaving', () => {
    const edit = anEdit();
    expect(edit.leave()).toBe(true);
    expect(edit.state).toEqual({ phase: 'reading' });
  });

  test('a window over several days is no problem while nobody changes it', () => {
    const long = aCard({
      window: { start: '2026-11-24T17:00:00Z', end: '2026-11-29T01:00:00Z', zone: ZONE },
    });
    const edit = new JobEdit(ZONE, ME);
    edit.start(long, null);
    expect(edit.submit(typed({ price: '650', from: '18:00' }, long)).kind).toBe('problems');
    expect(edit.submit(typed({}, long)).kind).toBe('unchanged');
  });
});

describe('saving', () => {
  test('ignores a second submit, and cannot be left', () => {
    const edit = saving({ price: '650' });
    expect(edit.submit(typed({ price: '700' }))).toEqual({ kind: 'ignored' });
    expect(edit.leave()).toBe(false);
    expect(edit.isSaving).toBe(true);
  });

  test('ends in reading when it is saved', () => {
    const edit = saving({ price: '650' });
    edit.saved();
    expect(edit.state.phase).toBe('reading');
  });

  test('goes back to editing when the server found problems in fields', () => {
    const edit = saving({ price: '650' });
    edit.rejected();
    expect(edit.state.phase).toBe('editing');
  });

  test('can send the same again after a failure', () => {
    const edit = saving({ price: '650' });
    edit.failed();
    expect(edit.state.phase).toBe('unsaved');
    expect(edit.submit(typed({ price: '650' }))).toMatchObject({ kind: 'send', rev: 3 });
  });
});

describe('a conflict', () => {
  const theirs = recordOf({ price: { amount_cents: 70_000, currency: 'USD' } });

  test('keeps the typed texts, takes the other fields, and names who changed what', () => {
    const edit = saving({ notes: 'Ring twice' });
    const others = edit.conflict(
      {
        current: theirs,
        audit: [edited('lee@quickdumpnow.example', ['price'])],
        values: typed({ notes: 'Ring twice' }),
        typed: ['notes'],
      },
      NOW,
    );
    expect(others).toMatchObject({ price: '700', name: 'Mark Reyes' });
    expect(others).not.toHaveProperty('notes');
    expect(edit.state).toMatchObject({
      phase: 'editing',
      seen: { rev: 4 },
      conflict: {
        changes: ['Lee changed the price at 11:00 AM.'],
        fields: [{ label: 'Price', was: '$600', now: '$700', mine: null }],
      },
    });
  });

  test('shows both texts where both have changed the same field', () => {
    const edit = saving({ price: '650' });
    edit.conflict({ current: theirs, audit: null, values: typed({ price: '650' }), typed: ['price'] }, NOW);
    expect(edit.state).toMatchObject({
      conflict: {
        changes: ['Lee changed it at 11:00 AM.'],
        fields: [{ label: 'Price', was: '$600', now: '$700', mine: '$650' }],
      },
    });
  });

  test('sends the typed texts on condition of the new revision', () => {
    const edit = saving({ price: '650' });
    edit.conflict({ current: theirs, audit: null, values: typed({ price: '650' }), typed: ['price'] }, NOW);
    expect(edit.submit(typed({ price: '650' }))).toEqual({
      kind: 'send',
      rev: 4,
      patch: { price: { amount_cents: 65_000 } },
    });
  });

  test('names a change of the status as well', () => {
    const edit = saving({ price: '650' });
    const moved = recordOf({ status: 'in_progress' });
    edit.conflict({ current: moved, audit: null, values: typed({ price: '650' }), typed: ['price'] }, NOW);
    expect(edit.state).toMatchObject({
      conflict: { fields: [{ label: 'Status', was: 'Ready for pickup', now: 'In progress', mine: null }] },
    });
  });

  test('is none if the stored job equals the request: only the response was lost', () => {
    const edit = saving({ price: '700' });
    const others = edit.conflict(
      { current: theirs, audit: null, values: typed({ price: '700' }), typed: ['price'] },
      NOW,
    );
    expect(others).toBeNull();
    expect(edit.state).toEqual({ phase: 'reading' });
  });

  test('says that the same person did it elsewhere', () => {
    const edit = saving({ notes: 'Ring twice' });
    edit.conflict(
      {
        current: theirs,
        audit: [edited(ME.email, ['price'])],
        values: typed({ notes: 'Ring twice' }),
        typed: ['notes'],
      },
      NOW,
    );
    expect(edit.state).toMatchObject({
      conflict: { changes: ['You changed the price at 11:00 AM, in another tab or on another device.'] },
    });
  });
});
