// Sends a booking: one job however often it is sent, also when a response is lost.

import type { JobRequest, View } from '../generated/api';
import { jsonBody, RefusedError, readJson, refusal, request, UnreachableError } from '../shared/http';
import { forgetKey, isUnanswered, keyFor } from '../shared/idempotency';
import { BOOKING_RETRY_MS } from '../shared/timings';
import { spentMs } from './draft';

const KEY = 'qdn.booking.key';
const SERVER_ERROR = 500;

export interface Booking {
  token: string;
  tracking_path: string;
  view: View;
}

/** Whether a request was sent from this tab without a response. */
export const isPending = (): boolean => isUnanswered(KEY);

async function post(body: JobRequest, topic: string, key: string): Promise<Booking> {
  const signed = { ...body, form: { topic, spent_ms: spentMs() } };
  const response = await request('/api/bookings', jsonBody(signed, { 'Idempotency-Key': key }));
  if (!response.ok) throw await refusal(response);
  return readJson<Booking>(response);
}

const mayHaveArrived = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof RefusedError && error.problem.status >= SERVER_ERROR);

/** Sends once more when the first response is lost; the Idempotency-Key makes both one job. */
export async function sendBooking(body: JobRequest, topic: string): Promise<Booking> {
  // After a lost response, a later error (such as 429) does not prove that there is no job.
  let isOpen = isPending();
  const key = await keyFor(KEY, body);
  try {
    const booking = await post(body, topic, key).catch(async (error: unknown) => {
      if (!mayHaveArrived(error)) throw error;
      isOpen = true;
      await new Promise((resolve) => setTimeout(resolve, BOOKING_RETRY_MS));
      return post(body, topic, key);
    });
    forgetKey(KEY);
    return booking;
  } catch (error) {
    if (!isOpen) forgetKey(KEY);
    throw error;
  }
}
