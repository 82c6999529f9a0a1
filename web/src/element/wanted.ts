/** Calls back once, as soon as the document has an element of that name. */
export function whenThereIsOne(name: string, found: () => void): void {
  if (document.querySelector(name)) {
    found();
    return;
  }
  const observer = new MutationObserver(() => {
    if (document.querySelector(name)) {
      observer.disconnect();
      found();
    }
  });
  observer.observe(document, { childList: true, subtree: true });
}
