import { byId, foreign, plain, show } from './dom.js';
import { announce } from './announce.js';
import { count, remaining } from './format.js';

const busy = new Set(['WaitingForModel', 'Scanning', 'Indexing']);
const steps = 4;
let said = {};

/** Shows how far indexing is, and says so at each quarter: a screen reader that hears every file hears nothing else. */
export function drawProgress(progress) {
  const working = busy.has(progress.state);
  const hadFocus = document.activeElement === byId('cancel');
  show(byId('progress-panel'), progress.state !== 'Idle');
  show(byId('progress-bar'), working);
  show(byId('cancel'), working);
  show(byId('progress-file'), working);
  if (hadFocus && !working) byId('folders-title').focus();
  byId('progress-title').replaceChildren(...title(progress));
  byId('progress-file').replaceChildren(foreign(progress.file));
  byId('progress-counts').textContent = counts(progress);
  const bar = byId('progress-bar');
  if (progress.state === 'Indexing') [bar.max, bar.value] = [Math.max(1, progress.total), progress.done];
  else bar.removeAttribute('value');
  say(progress);
}

function title(progress) {
  const folder = foreign(progress.folder);
  switch (progress.state) {
    case 'WaitingForModel': return ['Waiting for the model: ', folder];
    case 'Scanning': return ['Looking for videos in ', folder];
    case 'Indexing': return ['Indexing ', folder];
    case 'Cancelled': return ['Stopped: ', folder];
    case 'Failed': return ['Indexing failed: ', folder];
    default: return ['Indexed ', folder];
  }
}

function counts(progress) {
  if (progress.state === 'Failed') return progress.message;
  if (progress.state === 'WaitingForModel' || progress.state === 'Scanning') return '';
  const parts = [`${progress.done.toLocaleString('en')} of ${count(progress.total, 'file')}`];
  if (progress.failed > 0) parts.push(`${progress.failed.toLocaleString('en')} failed`);
  if (progress.secondsLeft != null && progress.state === 'Indexing') parts.push(remaining(progress.secondsLeft));
  return parts.join(', ');
}

function say(progress) {
  const quarter = progress.total > 0 ? Math.floor(steps * progress.done / progress.total) : 0;
  const now = { state: progress.state, folder: progress.folder, quarter };
  if (progress.state === said.state && progress.folder === said.folder && quarter === said.quarter) return;
  const first = said.state === undefined;
  said = now;
  // What was over before the page was opened is no news.
  if (first && !busy.has(progress.state)) return;
  const name = plain(progress.folder);
  switch (progress.state) {
    case 'Indexing': announce('index-status', quarter === 0 ? `Indexing ${name}: ${count(progress.total, 'file')}.` : `Indexing: ${25 * quarter} percent.`); break;
    case 'Done': announce('index-status', `${name} is indexed: ${count(progress.done - progress.failed, 'video')}, ${progress.failed} failed.`); break;
    case 'Cancelled': announce('index-status', `Indexing of ${name} was stopped.`); break;
    case 'Failed': announce('index-status', `Indexing of ${name} failed. ${progress.message}`); break;
  }
}
