import { byId, element, foreign, plain, show } from './dom.js';
import { call } from './api.js';
import { alarm } from './announce.js';
import { count } from './format.js';

/** Connects the library's buttons. */
export function startLibrary() {
  byId('folder-form').addEventListener('submit', async event => {
    event.preventDefault();
    const input = byId('folder-path');
    const failed = await attempt(() => call('POST', '/api/folders', { path: input.value }));
    input.setAttribute('aria-invalid', String(!!failed));
    byId('folder-error').textContent = failed ?? '';
    show(byId('folder-error'), failed);
    if (failed) input.focus();
    else await refreshLibrary();
  });
  byId('cancel').addEventListener('click', async () => alarm(await attempt(() => call('POST', '/api/indexing/cancel'))));
}

/** Reads folders and failures again. */
export async function refreshLibrary() {
  const library = await call('GET', '/api/library');
  const input = byId('folder-path');
  if (!input.value && document.activeElement !== input) input.value = library.suggestions[0] ?? '';
  byId('folder-list').replaceChildren(...library.suggestions.map(path => element('option', { value: path })));
  drawFolders(library.folders);
  drawFailures(library);
}

function drawFolders(folders) {
  show(byId('no-folders'), folders.length === 0);
  const focused = document.activeElement?.dataset?.key;
  byId('folders').replaceChildren(...folders.map(folder => element('li', {},
    element('strong', {}, foreign(folder.name)),
    element('span', { class: 'hint' }, count(folder.ready, 'video') + (folder.failed > 0 ? `, ${count(folder.failed, 'file')} failed` : '')),
    element('div', { class: 'actions' },
      action('Update', folder, () => call('POST', `/api/folders/${folder.id}/refresh`)),
      action('Remove', folder, async () => {
        await call('DELETE', `/api/folders/${folder.id}`);
        byId('folders-title').focus();
      })))));
  // The list was drawn anew: the button that had the focus is another one now.
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function action(verb, folder, run) {
  const button = element('button', { type: 'button', class: 'quiet', 'data-key': `${verb}-${folder.id}`, 'aria-label': `${verb} ${plain(folder.name)}` }, verb);
  button.addEventListener('click', async () => {
    alarm(await attempt(run));
    await refreshLibrary();
  });
  return button;
}

function drawFailures({ failures, folders }) {
  const names = new Map(folders.map(folder => [folder.id, folder.name]));
  byId('failures-title').textContent = `${count(failures.length, 'file')} with problems`;
  byId('failure-list').replaceChildren(...failures.map(file => element('li', {},
    element('strong', {}, foreign(file.name)),
    element('span', {}, 'in ', foreign(names.get(file.folderId) ?? '')),
    element('span', {}, foreign(file.problem)))));
  show(byId('failures'), failures.length > 0);
}

async function attempt(run) {
  try {
    await run();
  } catch (error) {
    return error.message;
  }
}
