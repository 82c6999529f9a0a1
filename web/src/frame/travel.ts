import { html, render } from "lit";
import { icon, type IconName } from "./icons.js";
import { plain } from "./plain.js";

/** How long a token is on its way. */
export const travel_ms = 420;

export function prefersSteps(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Ends all travelling over the layer. */
export function land(layer: Element | null): void {
  for (const flight of layer?.getAnimations({ subtree: true }) ?? []) {
    flight.cancel();
  }
}

/**
 * Sends a token from one element to another, over `layer`. It carries no information that is not
 * also written down, so readers who asked for less motion get none of it.
 */
export function travel(
  layer: Element | null,
  from: Element | null,
  to: Element | null,
  kind: IconName,
  label: string,
): void {
  if (!layer || !from || !to || prefersSteps()) {
    return;
  }
  const origin = layer.getBoundingClientRect();
  const token = document.createElement("span");
  token.className = `token ${kind}`;
  render(html`${icon(kind)}${plain(label)}`, token);
  layer.append(token);
  const middle = (element: Element) => {
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2 - origin.left - token.offsetWidth / 2;
    const y = box.top + Math.min(box.height, 120) / 2 - origin.top - token.offsetHeight / 2;
    return { x: Math.max(0, Math.min(x, origin.width - token.offsetWidth)), y };
  };
  const a = middle(from);
  const b = middle(to);
  const at = (p: { x: number; y: number }, scale: number) =>
    `translate(${p.x}px, ${p.y}px) scale(${scale})`;
  const lift = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - 18 };
  const flight = token.animate(
    [
      { transform: at(a, 0.9), opacity: 0 },
      { transform: at(a, 1), opacity: 1, offset: 0.12 },
      { transform: at(lift, 1.04), opacity: 1, offset: 0.55 },
      { transform: at(b, 1), opacity: 1, offset: 0.92 },
      { transform: at(b, 0.94), opacity: 0 },
    ],
    { duration: travel_ms + 80, easing: "cubic-bezier(.45,.05,.3,1)" },
  );
  flight.onfinish = flight.oncancel = () => token.remove();
}
