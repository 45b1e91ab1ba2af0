// Keeps what was visited readable without a connection: help pages as they were last seen, marked as a saved copy.
// Promises: the network comes first; conversations are never stored here. Refuses everything but our own pages, pictures and bundle.
type Waiting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Waiting & { readonly request: Request; respondWith(answer: Promise<Response>): void };
type Worker = {
  addEventListener(type: 'install' | 'activate', listen: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', listen: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
};
const worker = self as unknown as Worker;

const STORE = 'pages-1';
/** Pages and files kept; the oldest go first. A page with its picture is under 50 kB, so this stays under 10 MB. */
const KEPT = 200;
/** Longest wait for the network before a saved copy is shown. */
const PATIENCE_MS = 4000;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(Promise.all([worker.clients.claim(), dropOldStores()])));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith('/ui/')) event.respondWith(storedFirst(request));
  else if (url.pathname.startsWith('/media/') || isPage(url.pathname)) event.respondWith(networkFirst(event, url));
});

const isPage = (path: string): boolean => /^\/(en\/?)?$|^(\/en)?\/(h|s|privacy)(\/|$)/.test(path);

/** Bundled files carry their hash in the name: one that is stored is the right one. */
async function storedFirst(request: Request): Promise<Response> {
  const store = await caches.open(STORE);
  const stored = await store.match(request);
  if (stored !== undefined) return stored;
  const answer = await fetch(request);
  if (answer.ok) await store.put(request, answer.clone());
  return answer;
}

async function networkFirst(event: Fetching, url: URL): Promise<Response> {
  const store = await caches.open(STORE);
  // A help link's query opens a step and is nobody's page: the page itself is the same.
  const key = url.origin + url.pathname;
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok && answer.type === 'basic') {
      // Replaces the older copy and moves it to the end of the list.
      await store.put(key, answer.clone());
      await trim(store);
    }
    return answer;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const saved = await store.match(key);
  if (saved === undefined) return fresh;
  const patience = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
  const answer = await Promise.race([fresh.catch(() => undefined), patience]);
  return answer !== undefined && answer.status < 500 ? answer : markSaved(saved);
}

/** Uncovers the sentence that says so; the server puts it, hidden, into every page. */
async function markSaved(saved: Response): Promise<Response> {
  if (!saved.headers.get('content-type')?.startsWith('text/html')) return saved;
  return new Response((await saved.text()).replace('data-saved hidden', 'data-saved'), { status: 200, headers: saved.headers });
}

async function trim(store: Cache): Promise<void> {
  const keys = await store.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - KEPT))) await store.delete(key);
}

async function dropOldStores(): Promise<void> {
  for (const name of await caches.keys()) if (name !== STORE) await caches.delete(name);
}
