import { element, plain } from './dom.js';
import { clock } from './format.js';
import { announce } from './announce.js';

/** The video of one result: a picture until somebody wants to see it. */
export class Player {
  constructor(hit, rank, picture) {
    this.hit = hit;
    this.poster = element('button', { class: 'poster', type: 'button', 'aria-label': `Play ${plain(hit.name)}` }, picture);
    this.poster.addEventListener('click', () => this.play(0));
    this.length = element('span', { class: 'length', 'aria-hidden': 'true' }, clock(hit.duration));
    this.stage = element('div', { class: 'stage' }, this.poster, element('span', { class: 'rank', 'aria-hidden': 'true' }, String(rank)), this.length);
  }

  /**
   * Plays from a time.
   * @param {number} seconds - Where to begin.
   * @param {HTMLElement} [mark] - The button of that time; it keeps the focus, so that several moments can be tried one after the other.
   */
  play(seconds, mark) {
    if (!this.video) {
      this.video = this.create();
      // The button disappears: without this the focus would fall back to the top of the page.
      this.poster.replaceWith(this.video);
      this.length.remove();
      if (!mark) this.video.focus();
    }
    for (const other of this.stage.parentElement.querySelectorAll('[aria-current]')) other.removeAttribute('aria-current');
    mark?.setAttribute('aria-current', 'true');
    const begin = () => {
      this.video.currentTime = seconds;
      this.video.play().catch(() => {});
    };
    if (this.video.readyState > 0) begin();
    else this.video.addEventListener('loadedmetadata', begin, { once: true });
  }

  create() {
    const wait = element('p', {}, 'Loading …');
    const video = element('video', { src: `/media/${this.hit.id}/video`, controls: true, playsInline: true, preload: 'auto', 'aria-label': plain(this.hit.name), tabIndex: 0 });
    video.addEventListener('loadedmetadata', () => wait.remove(), { once: true });
    video.addEventListener('error', () => {
      wait.textContent = 'This video cannot be played here.';
      announce('search-status', wait.textContent);
    });
    this.stage.append(wait);
    return video;
  }

}
