import { byId, element, foreign, plain, show } from './dom.js';
import { call } from './api.js';
import { alarm, announce } from './announce.js';
import { count } from './format.js';
import { card } from './card.js';

let running;

/** Connects the search form. */
export function startSearch() {
  byId('search-form').addEventListener('submit', event => {
    event.preventDefault();
    search(byId('search-text').value);
  });
  window.addEventListener('popstate', fromAddress);
}

/** Searches for what the address says, if it says something. */
export function fromAddress() {
  const text = new URLSearchParams(location.search).get('q') ?? '';
  byId('search-text').value = text.slice(0, byId('search-text').maxLength);
  if (text.trim()) search(text, false);
}

/** Offers searches that show what the model can do. */
export function offerExamples(examples) {
  const list = byId('examples').querySelector('ul');
  list.replaceChildren(...examples.map(text => {
    const button = element('button', { type: 'button' }, text);
    button.addEventListener('click', () => {
      byId('search-text').value = text;
      search(text);
    });
    return element('li', {}, button);
  }));
  show(byId('examples'), examples.length > 0);
}

async function search(text, remember = true) {
  text = text.trim();
  if (!text) return;
  running?.abort();
  const mine = running = new AbortController();
  const results = byId('results');
  if (remember) history.pushState(null, '', `?q=${encodeURIComponent(text)}`);
  document.title = `${text} – Video search`;
  results.setAttribute('aria-busy', 'true');
  announce('search-status', 'Searching');
  try {
    const closer = byId('closer').checked && !byId('closer-option').hidden;
    const { hits } = await call('POST', '/api/search', { text, closer }, mine.signal);
    alarm();
    draw(text, hits);
  } catch (error) {
    if (error.name === 'AbortError') return;
    announce('search-status', '');
    alarm(error.message);
  }
  if (mine === running) results.removeAttribute('aria-busy');
}

function draw(text, hits) {
  const cards = byId('cards');
  for (const video of cards.querySelectorAll('video')) {
    video.pause();
    video.removeAttribute('src');
    video.load();
  }
  const best = Math.max(...hits.map(hit => hit.score));
  cards.replaceChildren(...hits.map((hit, index) => card(hit, index + 1, best)));
  const summary = hits.length > 0 ? `${count(hits.length, 'video')}, best match first, for ` : 'Nothing is indexed yet. Add a folder with videos to the library. You searched for ';
  byId('results-summary').replaceChildren(summary, element('q', {}, foreign(text)));
  show(byId('results'), true);
  announce('search-status', hits.length > 0 ? `${count(hits.length, 'video')} found. Best match: ${plain(hits[0].name)}.` : 'No videos found: nothing is indexed yet.');
}
