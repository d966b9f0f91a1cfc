// Which fields are recognised in a customer's message, and which words are left as they are.
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../src/board/message_parser';
import { messages } from './pasted_messages';

describe('the fields that are recognised', () => {
  test.each(messages)('$title', ({ message, found, rest }) => {
    const recognised = parseMessage(message);
    expect({ ...recognised, namesTime: null }).toEqual({ found, rest, namesTime: null });
  });
});

test.each([
  'couch, tomorrow please',
  'Can you come at 9am?',
  'between 10:30 and noon',
  'on 11/28 if possible',
  'next week is fine',
  'Sarah Lee 858 555 0190 any Thursday',
])('a day or a time is noticed: %s', (message) => {
  expect(parseMessage(message).namesTime).toBe(true);
});

test.each(['Good morning, a couch and a fridge', 'Mark 619-555-0123 3512 1/2 Soderblom Ave $600'])(
  'no day and no time is made up: %s',
  (message) => {
    expect(parseMessage(message).namesTime).toBe(false);
  },
);

test.each([
  '1 a '.repeat(1000),
  '555 '.repeat(1000),
  'name: '.repeat(600),
  'a'.repeat(4000),
  '12-'.repeat(1300),
  'San Diego '.repeat(400),
])('a message of any length is read in under two seconds (%#)', (message) => {
  const started = performance.now();
  parseMessage(message);
  expect(performance.now() - started).toBeLessThan(2_000);
});
