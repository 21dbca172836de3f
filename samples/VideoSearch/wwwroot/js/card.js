import { element, foreign } from './dom.js';
import { moment } from './format.js';
import { Player } from './player.js';

const picture = (hit, frame, lazy) =>
  element('img', { src: `/media/${hit.id}/frames/${frame.number}`, alt: '', loading: lazy ? 'lazy' : 'eager', decoding: 'async' });

/** One result. Scores are drawn relative to the best result: similarities have no absolute scale. */
export function card(hit, rank, best) {
  const title = `title-${hit.id}`;
  const strongest = hit.moments.reduce((a, b) => (b.score > a.score ? b : a), hit.moments[0]);
  const player = new Player(hit, rank, strongest ? picture(hit, strongest) : '');
  return element('li', {},
    element('article', { class: 'card', 'aria-labelledby': title, 'data-id': hit.id },
      player.stage,
      element('div', { class: 'about' },
        element('h3', { id: title }, foreign(hit.name)),
        element('p', { class: 'where' }, element('span', { class: 'away' }, 'Folder: '), foreign(hit.folder)),
        hit.caption ? element('p', { class: 'caption' }, foreign(hit.caption)) : '',
        score(hit, best),
        timeline(hit),
        moments(hit, player))));
}

function score(hit, best) {
  const bar = element('span');
  const share = hit.match ?? (best > 0 ? hit.score / best : 0);
  bar.style.width = `${Math.round(100 * Math.max(0.02, Math.min(1, share)))}%`;
  const words = hit.match == null
    ? `Similarity ${hit.score.toFixed(3)}`
    : `Match ${Math.round(100 * hit.match)} %, similarity ${hit.score.toFixed(3)}`;
  return element('p', { class: 'score' }, element('span', { class: 'bar', 'aria-hidden': 'true' }, bar), words);
}

// The moments below say the same in words.
function timeline(hit) {
  if (hit.timeline.length <= hit.moments.length) return '';
  const scores = hit.timeline.map(frame => frame.score);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const chosen = new Set(hit.moments.map(frame => frame.number));
  return element('div', { class: 'timeline', 'aria-hidden': 'true' }, ...hit.timeline.map(frame => {
    const bar = element('span', { class: chosen.has(frame.number) ? 'chosen' : '' });
    bar.style.height = `${Math.round(18 + 82 * (high > low ? (frame.score - low) / (high - low) : 1))}%`;
    return bar;
  }));
}

function moments(hit, player) {
  return element('ul', { class: 'moments', 'aria-label': 'Best moments' }, ...hit.moments.map(frame => {
    const time = moment(frame.time, hit.duration);
    const button = element('button', { type: 'button', 'aria-label': `Play from ${time}, similarity ${frame.score.toFixed(3)}` }, picture(hit, frame, true), time);
    button.addEventListener('click', () => player.play(frame.time, button));
    return element('li', {}, button);
  }));
}

