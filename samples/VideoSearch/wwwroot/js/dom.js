// Elements without markup: whatever a file is called or a visitor types stays text.

/** The element with an id. */
export const byId = id => document.getElementById(id);

/**
 * Makes an element.
 * @param {string} name - Its tag.
 * @param {object} properties - Properties, "class" and attributes that begin with "aria-", "data-" or are named lang, dir, role.
 * @param {...(Node|string)} children - Strings become text.
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key === 'class') made.className = value;
    else if (/^(aria-|data-)|^(lang|dir|role|translate)$/.test(key)) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}

// Control characters and marks that turn the direction of writing: with them "gpj.exe" can be made to look like "exe.jpg".
const tricks = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The name of a file or folder with every trick in it made visible. */
export const plain = name => name.replace(tricks, '\ufffd');

/** Text of unknown language and direction, for example the name of a file: its direction must not disturb what stands around it. */
export const foreign = text => element('bdi', { lang: '', dir: 'auto', translate: 'no' }, plain(text));

/** Shows or hides an element. */
export function show(target, visible) {
  target.hidden = !visible;
}
