// Where a job is followed.

export const trackingPath = (token: string): string => `/track/${token}`;
