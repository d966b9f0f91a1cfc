// When the board is polled, and which responses are dropped. The clock and the browser's events are simulated.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BoardResponse } from '../src/board/api';
import { Poll } from '../src/board/poll';
import { SessionEndedError } from '../src/board/session';
import { Store } from '../src/board/store';
import { RefusedError, UnreachableError, UnreadableError } from '../src/shared/http';
import { BOARD_POLL_MS } from '../src/shared/timings';
import { aCard } from './sample_job';

const BOARD: BoardResponse = { changed: true, etag: '"1"', jobs: [aCard()] };

const newPage = () => Object.assign(new EventTarget(), { hidden: false });
let page = newPage();
const board = vi.fn<(etag: string | null) => Promise<BoardResponse>>();
const ended = vi.fn();
let store: Store;
let poll: Poll;

beforeEach(() => {
  vi.useFakeTimers();
  page = newPage();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', Object.assign(new EventTarget(), { setTimeout }));
  board.mockReset().mockResolvedValue(BOARD);
  ended.mockReset();
  store = new Store('pending_pickup');
  poll = new Poll({ board }, store, ended);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets the responses arrive that are due. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('the board is polled at once and then every ten seconds, with the ETag of the last board', async () => {
  poll.now();
  await settle();
  expect(board).toHaveBeenLastCalledWith(null);
  await vi.advanceTimersByTimeAsync(BOARD_POLL_MS - 1);
  expect(board).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(board).toHaveBeenCalledTimes(2);
  expect(board).toHaveBeenLastCalledWith('"1"');
  expect(BOARD_POLL_MS).toBe(10_000);
});

test('nothing is polled while the page is hidden, and at once when it becomes visible', async () => {
  page.hidden = true;
  poll.now();
  await vi.advanceTimersByTimeAsync(3 * BOARD_POLL_MS);
  expect(board).not.toHaveBeenCalled();
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(board).toHaveBeenCalledTimes(1);
});

test('nothing is polled during a pause; the end of the last pause polls at once', async () => {
  const [first, second] = [poll.pause(), poll.pause()];
  poll.now();
  first();
  first();
  await vi.advanceTimersByTimeAsync(2 * BOARD_POLL_MS);
  expect(board).not.toHaveBeenCalled();
  second();
  expect(board).toHaveBeenCalledTimes(1);
});

test('a board that was requested before a write is dropped', async () => {
  poll.now();
  store.writes += 1;
  await settle();
  expect(store.state.jobs.size).toBe(0);
  expect(store.state.phase).toBe('loading');
});

test('a board that arrives during a pause is dropped', async () => {
  poll.now();
  poll.pause();
  await settle();
  expect(store.state.jobs.size).toBe(0);
});

test('a poll that is wanted during a request follows it at once', async () => {
  poll.now();
  poll.now();
  expect(board).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(board).toHaveBeenCalledTimes(2);
});

test.each([
  [new UnreachableError('x'), 'offline'],
  [new UnreadableError('x'), 'unreadable'],
  [new RefusedError({ status: 503, title: '', detail: '', errors: [] }), 'failing'],
])(
  'after a failure (%s) the last board stays, the state is %s, and the next poll comes as usual',
  async (error, connection) => {
    poll.now();
    await settle();
    board.mockRejectedValueOnce(error);
    await vi.advanceTimersByTimeAsync(BOARD_POLL_MS);
    expect(store.state.connection).toBe(connection);
    expect(store.state.jobs.size).toBe(1);
    await vi.advanceTimersByTimeAsync(BOARD_POLL_MS);
    expect(store.state.connection).toBe('live');
  },
);

test('the end of the session is reported', async () => {
  board.mockRejectedValueOnce(new SessionEndedError());
  poll.now();
  await settle();
  expect(ended).toHaveBeenCalledOnce();
});

test('an unchanged board paints nothing', async () => {
  poll.now();
  await settle();
  const paint = vi.fn();
  store.onChange(paint);
  board.mockResolvedValueOnce({ changed: false });
  await vi.advanceTimersByTimeAsync(BOARD_POLL_MS);
  expect(paint).not.toHaveBeenCalled();
});
