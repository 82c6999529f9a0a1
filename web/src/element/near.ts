/** How far from the viewport a reader counts as near, once they have begun to move. */
const near = "600px";
const moves = ["scroll", "keydown", "pointerdown"];

/**
 * Tells whether a reader is near. Until they do something, only what they see is: most of what a long page could load is
 * never looked at. Gives what stops it.
 */
export function watchNear(element: Element, tell: (isNear: boolean) => void): () => void {
  let observer: IntersectionObserver | undefined;
  const observe = (rootMargin: string): void => {
    observer?.disconnect();
    observer = new IntersectionObserver((entries) => tell(entries.at(-1)!.isIntersecting), {
      rootMargin,
    });
    observer.observe(element);
  };
  const moved = (): void => {
    stay();
    observe(near);
  };
  // Captured, so that it is heard wherever in the page they do it.
  const options = { capture: true, passive: true };
  const stay = (): void => moves.forEach((name) => removeEventListener(name, moved, options));
  moves.forEach((name) => addEventListener(name, moved, options));
  observe(scrollY > 0 ? near : "0px");
  return () => {
    stay();
    observer?.disconnect();
  };
}
