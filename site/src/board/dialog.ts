// Opens a native modal dialog: polling pauses while it is open, and the focus then returns to where it was.

interface Options {
  element: HTMLDialogElement;
  /** Called when it opens. Returns what lets polling go on, called when it has closed. */
  pausePolling(): () => void;
  /** Gets the focus afterwards, where the element that had it before has gone. */
  returnTo?: () => HTMLElement | null;
}

export function openDialog({ element, pausePolling, returnTo }: Options): void {
  const opener = document.activeElement as HTMLElement | null;
  const release = pausePolling();
  document.body.append(element);
  element.addEventListener('close', () => {
    element.remove();
    release();
    const target = opener?.isConnected && opener !== document.body ? opener : returnTo?.();
    target?.focus();
  });
  element.showModal();
}
