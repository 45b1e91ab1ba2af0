// The page's dealings with the browser: text size, location, the frame's token, the service worker.
// Promises: every one of them may be missing or refused without stopping the conversation.

const SIZES = ['1', '2', '3', '4'];

/** Other pages of ours are read at the size chosen in the chat. */
export function keepTextSize(): void {
  document.documentElement.dataset.size = SIZES.find((size) => size === fetchStored('size')) ?? '1';
}

export function setUpTextSize(smaller: HTMLElement, larger: HTMLElement): void {
  const root = document.documentElement;
  const set = (step: number) => {
    const now = SIZES.indexOf(root.dataset.size ?? '1');
    const next = Math.min(SIZES.length - 1, Math.max(0, now + step));
    root.dataset.size = SIZES[next] ?? '1';
    smaller.toggleAttribute('disabled', next === 0);
    larger.toggleAttribute('disabled', next === SIZES.length - 1);
    if (step !== 0) store('size', root.dataset.size);
  };
  keepTextSize();
  set(0);
  smaller.addEventListener('click', () => set(-1));
  larger.addEventListener('click', () => set(1));
}

/** Rough is enough for a commune: no GPS, a fix of the last minute will do. */
export function findPlace(): Promise<{ readonly lat: number; readonly lon: number } | undefined> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude }),
      () => resolve(undefined),
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 60_000 },
    );
  });
}

let frameMemory: string | undefined;
export const frameToken = (): string | undefined => frameMemory ?? fetchStored('token') ?? undefined;
export function keepFrameToken(token: string): void {
  frameMemory = token;
  store('token', token);
}

type TrustedScripts = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } };

export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || window.top !== window) return;
  const trusted = (window as { readonly trustedTypes?: TrustedScripts }).trustedTypes;
  const url = trusted?.createPolicy('sw', { createScriptURL: (wanted) => (wanted === '/sw.js' ? wanted : '') }).createScriptURL('/sw.js') ?? '/sw.js';
  // The page that brings the worker was loaded before it: it asks for itself once more, so that it is kept too.
  if (navigator.serviceWorker.controller === null) navigator.serviceWorker.addEventListener('controllerchange', keepThisPage, { once: true });
  navigator.serviceWorker.register(url).catch(() => {});
}

function keepThisPage(): void {
  const own = performance.getEntriesByType('resource').flatMap(({ name }) => (/\/(ui|media)\/[^/]+$/.test(name) ? [name] : []));
  for (const url of [location.pathname, ...own]) fetch(url).catch(() => {});
}

function fetchStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private mode: holds until the tab closes.
  }
}
