// What both pages need.

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!element || (type && !(element instanceof type))) throw new Error(`The page has no proper #${id}.`);
  return /** @type {T} */ (element);
}

/**
 * Only real changes, so that nothing is read out twice.
 * @param {Element} element
 * @param {string} words
 */
export function text(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/**
 * Renames a button that shows an icon.
 * @param {HTMLButtonElement} button
 * @param {string} words
 * @param {string} icon of icons.svg
 */
export function label(button, words, icon) {
  if (button.getAttribute('aria-label') === words) return;
  button.setAttribute('aria-label', words);
  button.title = words;
  button.querySelector('use')?.setAttribute('href', `/assets/icons.svg#${icon}`);
}

/** @param {number | undefined} bitsPerSecond */
export function bitrate(bitsPerSecond) {
  if (bitsPerSecond === undefined) return '–';
  if (bitsPerSecond >= 1e6) return `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1e3)} kbit/s`;
}

/** @param {number | undefined} milliseconds */
export function ms(milliseconds) {
  return milliseconds === undefined ? '–' : `${Math.round(milliseconds)} ms`;
}

/** @param {number} milliseconds */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return hours > 0 ? `${hours}:${rest}` : rest;
}
