// What all dialogs share: a native modal, polling held while it is open, focus back to where it came from.

interface Options {
  element: HTMLDialogElement;
  /** Called when it opens; returns what is called when it has closed. */
  hold(): () => void;
  /** Where the focus goes afterwards, when what had it is gone by then. */
  returnTo?: () => HTMLElement | null;
}

export function openDialog({ element, hold, returnTo }: Options): void {
  const opener = document.activeElement as HTMLElement | null;
  const release = hold();
  document.body.append(element);
  element.addEventListener('close', () => {
    element.remove();
    release();
    const target = opener?.isConnected && opener !== document.body ? opener : returnTo?.();
    target?.focus();
  });
  element.showModal();
}
