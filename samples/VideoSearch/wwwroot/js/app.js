import { byId, show } from './dom.js';
import { call } from './api.js';
import { alarm, announce } from './announce.js';
import { count } from './format.js';
import { fromAddress, offerExamples, startSearch } from './search.js';
import { refreshLibrary, startLibrary } from './library.js';
import { drawProgress } from './progress.js';

const moving = new Set(['WaitingForModel', 'Scanning', 'Indexing']);
let wasReady = false;
let lastRefresh = 0;

startSearch();
startLibrary();
await Promise.all([refreshStatus(), refreshLibrary()]).catch(error => alarm(error.message));
listen();

function listen() {
  const events = new EventSource('/api/events');
  events.addEventListener('model', event => drawModel(JSON.parse(event.data)));
  events.addEventListener('indexing', async event => {
    const progress = JSON.parse(event.data);
    drawProgress(progress);
    // The numbers of the folders grow with the progress; reading them for every file would be work for nothing.
    const now = Date.now();
    if (!moving.has(progress.state) || now - lastRefresh > 2000) {
      lastRefresh = now;
      await Promise.all([refreshLibrary(), refreshStatus()]).catch(() => {});
    }
  });
  events.addEventListener('error', () => alarm('The program does not answer. Is it still running?'));
  events.addEventListener('open', () => alarm());
}

async function refreshStatus() {
  const status = await call('GET', '/api/status');
  byId('facts').textContent = [status.name, count(status.videos, 'video'), status.store].filter(Boolean).join(' · ');
  byId('search-text').maxLength = status.maxQueryLength;
  byId('model-note').textContent = status.note;
  show(byId('closer-option'), status.canMatch);
  offerExamples(status.examples);
  drawModel(status.model);
}

async function drawModel(model) {
  show(byId('model-banner'), !model.isReady);
  byId('model-banner').classList.toggle('failed', model.hasFailed);
  byId('model-message').textContent = model.message;
  const bar = byId('model-progress');
  show(bar, !model.hasFailed);
  if (model.share != null) bar.value = model.share;
  else bar.removeAttribute('value');
  if (model.isReady && !wasReady) {
    wasReady = true;
    await refreshStatus();
    announce('index-status', 'The search is ready.');
    fromAddress();
  } else if (model.hasFailed) {
    announce('index-status', model.message);
  }
}
