import { byId } from './dom.js';

/** Lets screen readers say something when they are done with what they say now. */
export function announce(region, text) {
  const target = byId(region);
  // The same words twice are a change as well.
  target.textContent = target.textContent === text ? `${text}\u00a0` : text;
}

/** Shows an error above everything else, or takes it away. */
export function alarm(text) {
  const target = byId('alert');
  target.hidden = !text;
  target.textContent = text ?? '';
}
