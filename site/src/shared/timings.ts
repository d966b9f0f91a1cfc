// Every deadline, retry and poll interval of the pages, each with its reason. How often the tracking page polls a job that
// goes well is part of its status: `poll_seconds` in lambda/jobs/status_flow.json. styles/customer.css has one more: the notice of a page
// whose script does not arrive appears after 20 s, later than REQUEST_DEADLINE_MS.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

// ---- all pages ----

/** The time-out of a request. Longer than API Gateway and the functions need, shorter than people wait. */
export const REQUEST_DEADLINE_MS = 15 * SECOND_MS;

// ---- board ----

/** Dispatchers work side by side: a colleague's move must show while it still matters. An unchanged board is a 304.
 * Limits that assume this interval: BOARD_POLLS_AN_HOUR in bench/costs.py; SERVER_ERRORS and REQUESTS_PAST_THE_EDGE in
 * constructs_lib/job_api.py; REQUESTS_PER_ADDRESS in constructs_lib/firewall.py; STAFF_THROTTLE in
 * lambda/job_api/operations.py. */
export const BOARD_POLL_MS = 10 * SECOND_MS;
/** How long the stored board may lack a job that the API confirmed: under load the API responds before the board is written. */
export const BOARD_LAG_MS = 2 * MINUTE_MS;
/** How long before its end a token is renewed, so that no request carries one that expires on the way. */
export const TOKEN_RENEWAL_MARGIN_MS = MINUTE_MS;
/** How long a new tab waits for another tab's session. Background tabs are slow, and without one the person has to sign in. */
export const OTHER_TAB_DEADLINE_MS = 300;

// ---- tracking page ----

/** Somebody who has just opened the page, or come back to it, is waiting for something: it must not be a minute late. */
export const FIRST_POLLS_MS = 5 * SECOND_MS;
export const FIRST_POLLS_LAST_MS = 5 * MINUTE_MS;
/** A new job's view can be some seconds behind its link. After these retries the page says that there is no such job.
 * The alarm's MISSING_VIEWS in constructs_lib/tracking_errors.py is calculated from their number. */
export const MISSING_RETRIES_MS: readonly number[] = [1 * SECOND_MS, 2 * SECOND_MS, 4 * SECOND_MS];
/** A view is stale when it is older than its poll interval by this much: one slow response is no failure. */
export const STALE_GRACE_MS = 20 * SECOND_MS;
/** Without the texts of its language the page can show nothing: it reloads. */
export const RELOAD_MS = 5 * SECOND_MS;

/** Doubles with every failure in a row, so that a failing edge is not polled by everybody at the usual rate. */
export const backOffMs = (failures: number): number => Math.min(2 * SECOND_MS * 2 ** failures, 5 * MINUTE_MS);

// ---- booking page ----

/** On a bad connection the first response is easily lost, and without /config.json there is no day to choose. */
export const CONFIG_RETRY_MS = 2 * SECOND_MS;
/** A request whose response was lost is sent once more with the same idempotency key: it stays one job. */
export const BOOKING_RETRY_MS = 1 * SECOND_MS;
