// The board's store: an older revision never replaces a newer one, wherever it comes from.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Store } from '../src/board/store';
import { BOARD_LAG_MS } from '../src/shared/timings';
import { aCard } from './sample_job';

const TOKEN = aCard().token;
const OTHER = 'a1b2c3d4e5f60718';

let store: Store;
const revOf = (token: string): number | undefined => store.state.jobs.get(token)?.rev;

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store('pending_pickup');
});
afterEach(() => {
  vi.useRealTimers();
});

describe('revisions', () => {
  test('a response with an older revision is ignored', () => {
    store.put(aCard({ rev: 5 }));
    store.put(aCard({ rev: 4 }));
    expect(revOf(TOKEN)).toBe(5);
  });

  test('a board with an older revision leaves the newer one', () => {
    store.put(aCard({ rev: 5 }));
    store.replaceAll([aCard({ rev: 4 })]);
    expect(revOf(TOKEN)).toBe(5);
    store.replaceAll([aCard({ rev: 6 })]);
    expect(revOf(TOKEN)).toBe(6);
  });

  test('at the same revision the known object stays, so that its card is not painted again', () => {
    const known = aCard();
    store.replaceAll([known]);
    store.replaceAll([aCard()]);
    expect(store.state.jobs.get(TOKEN)).toBe(known);
  });
});

describe('a job that the board lacks', () => {
  test('stays while the board may lag behind the response that confirmed it', () => {
    store.put(aCard());
    store.replaceAll([]);
    expect(revOf(TOKEN)).toBe(3);
    vi.advanceTimersByTime(BOARD_LAG_MS + 1);
    store.replaceAll([]);
    expect(revOf(TOKEN)).toBeUndefined();
  });

  test('goes at once when it came from a board', () => {
    store.replaceAll([aCard(), aCard({ token: OTHER })]);
    store.replaceAll([aCard()]);
    expect(revOf(OTHER)).toBeUndefined();
  });

  test('is not kept any longer once a board has had it', () => {
    store.put(aCard());
    store.replaceAll([aCard()]);
    store.replaceAll([]);
    expect(revOf(TOKEN)).toBeUndefined();
  });
});

describe('notes', () => {
  const unsaved = {
    kind: 'unsaved',
    text: 'Not saved.',
    again: { to: 'in_progress', why: null, rev: 3 },
  } as const;

  test('a note that something was not saved is reported when its card leaves the columns', () => {
    const lost = vi.fn();
    store.onNoteLost = lost;
    const seen = aCard();
    const cancelled = aCard({ rev: 4, status: 'cancelled' });
    store.replaceAll([seen]);
    store.note(TOKEN, unsaved);
    store.replaceAll([cancelled]);
    expect(lost).toHaveBeenCalledExactlyOnceWith(seen, 'Not saved.', cancelled);
    expect(store.noteOf(TOKEN)).toBeUndefined();
  });

  test('a move that is being saved keeps its note: its response is still to come', () => {
    store.replaceAll([aCard()]);
    store.note(TOKEN, { kind: 'saving', to: 'in_progress' });
    store.replaceAll([]);
    expect(store.noteOf(TOKEN)).toMatchObject({ kind: 'saving' });
  });
});

test('changes of one turn are painted once', async () => {
  const paint = vi.fn();
  store.onChange(paint);
  store.put(aCard());
  store.note(TOKEN, { kind: 'saved' });
  await Promise.resolve();
  expect(paint).toHaveBeenCalledTimes(1);
});
