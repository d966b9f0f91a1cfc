// The virtual modules that words_plugin.mjs makes.

declare module 'virtual:words/track' {
  /** The languages of lambda/words, the first one first. */
  export const languages: readonly string[];
  /** Fetches the page's texts in one of them. */
  export const load: (language: string) => Promise<{ default: import('./words').Words<'track'> }>;
}
declare module 'virtual:words/book' {
  export const languages: readonly string[];
  export const load: (language: string) => Promise<{ default: import('../book/words').BookWords }>;
}
declare module 'virtual:words/board' {
  const words: {
    /** The name of each kind of job. */
    kinds: Record<string, string>;
    /** The label that the customer reads, by status. */
    statuses: Record<string, string>;
  };
  export default words;
}

declare module 'virtual:customer-flow' {
  const flow: {
    /** The ids of a job that goes well, in order. */
    path: string[];
    /** The interval for a status that is not in the page's flow, in seconds. */
    unknown_poll_seconds: number;
    looks: Record<string, import('./words').Look>;
  };
  export default flow;
}
