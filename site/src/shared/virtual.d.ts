// The virtual modules that words_plugin.mjs makes.

declare module 'virtual:words/en/track' {
  const words: import('./words').Words<'track'>;
  export default words;
}
declare module 'virtual:words/es/track' {
  const words: import('./words').Words<'track'>;
  export default words;
}
declare module 'virtual:words/en/book' {
  const words: import('../book/words').BookWords;
  export default words;
}
declare module 'virtual:words/es/book' {
  const words: import('../book/words').BookWords;
  export default words;
}

declare module 'virtual:customer-flow' {
  const flow: {
    /** The ids of a job that goes well, in order. */
    path: string[];
    /** How often a page asks about a status that it does not know, in seconds. */
    unknown_poll_seconds: number;
    looks: Record<string, import('./words').Look>;
  };
  export default flow;
}
