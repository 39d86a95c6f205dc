// Lessons opened on this device, readable without a connection. `OFFLINE`, what the server says, stands above.
//
// What is kept was asked for without cookies, as a visitor who is nobody: no name, progress or answer can be in it,
// whoever reads here and whoever reads here next. Pages are always asked from the network first.
const LESSONS = "lessons";
const FILES = "lesson-files";
const MOST_LESSONS = 60;
const MOST_BYTES = 50e6;
const MOST_BYTES_A_FILE = 3e6;
const DAY = 864e5;
const LESSON = /^\/mooc\/[^/]+\/[^/]+\/[^/]+\/$/;
const FILE = /\b(?:href|src)="(\/[^"#?]+\.(?:css|js|svg|png|jpe?g|webp|gif|woff2)(?:\?[^"#]*)?)/g;

let work = Promise.resolve();

// One thing at a time: what one tab keeps, another must not sweep away.
function inTurn(act) {
  work = work.then(act).catch(() => {});
  return work;
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(inTurn(() => keep(OFFLINE.page)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const path = event.source && new URL(event.source.url).pathname;
  if (event.data === "keep" && LESSON.test(path)) event.waitUntil(inTurn(() => keepWithPage(path)));
  if (event.data === "forget") event.waitUntil(inTurn(forget).then(() => event.ports[0]?.postMessage("forgotten")));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  // An agreement (?accord=oui) counts when a page of ours gives it: what comes from elsewhere, handed on by us, would
  // seem to be one.
  if (request.mode === "navigate" && search && !request.referrer.startsWith(`${location.origin}/`)) return;
  if (request.mode === "navigate") {
    if (pathname.startsWith("/mooc/") && pathname.endsWith("/")) event.respondWith(page(event, pathname));
  } else if (/\.\w+$/.test(pathname)) {
    event.respondWith(fetch(request).catch(() => file(request)));
  }
});

async function page(event, path) {
  try {
    const answer = await fetch(event.request);
    // gone, or for members only from now on: what a visitor is told decides
    if (!answer.ok && (await kept(path))) event.waitUntil(inTurn(() => keep(path)));
    return answer;
  } catch (error) {
    return (await copy(path)) ?? (await copy(OFFLINE.page)) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request, { cacheName: FILES })) ?? Response.error();
}

function kept(path) {
  return caches.match(path, { cacheName: LESSONS });
}

async function copy(path) {
  const found = await kept(path);
  if (!found) return undefined;
  const banner = path === OFFLINE.page ? "" : OFFLINE.banner.replace("{day}", day(found));
  const text = (await found.text()).replace(/<main[^>]*>/, (main) => main + banner);
  return new Response(text, { headers: found.headers });
}

function day(found) {
  const words = new Intl.DateTimeFormat(OFFLINE.language, { dateStyle: "long" }).format(keptOn(found));
  return OFFLINE.language === "fr" ? words.replace(/^1 /, "1er ") : words;
}

function keptOn(found) {
  return new Date(found.headers.get("Kept-On"));
}

async function keepWithPage(path) {
  await keep(path);
  const found = await kept(OFFLINE.page);
  if (!found || Date.now() - keptOn(found) > DAY) await keep(OFFLINE.page);
}

async function keep(path) {
  const old = await kept(path);
  const etag = old?.headers.get("ETag");
  // past the browser's own store too, where the page of somebody signed in may be
  const answer = await fetch(path, {
    credentials: "omit",
    cache: "no-store",
    redirect: "manual",
    headers: etag ? { "If-None-Match": etag } : {},
  });
  if (answer.status === 429 || answer.status >= 500) return;
  const lessons = await caches.open(LESSONS);
  if (old && answer.status === 304) {
    await lessons.put(path, stamped(old, await old.blob(), old.headers.get("Kept-Files")));
  } else if (!isForEverybody(answer)) {
    await lessons.delete(path);
  } else {
    const text = await answer.text();
    const named = [...new Set([...text.matchAll(FILE)].map((found) => found[1].replaceAll("&amp;", "&")))];
    await Promise.all(named.map(keepFile));
    await lessons.put(path, stamped(answer, new Blob([text]), named.map(encodeURI).join(" ")));
  }
  await sweep();
}

function isForEverybody(answer) {
  const told = answer.headers.get("Cache-Control") ?? "";
  return answer.status === 200 && answer.type === "basic" && !/private|no-store/.test(told);
}

async function keepFile(path) {
  if (await caches.match(path, { cacheName: FILES })) return;
  const answer = await fetch(path, { credentials: "omit" });
  const body = await answer.blob();
  if (answer.status !== 200 || body.size > MOST_BYTES_A_FILE) return;
  await (await caches.open(FILES)).put(path, stamped(answer, body));
}

// The answer with its policies, the day, and what the sweeping must know without reading everything again.
function stamped(answer, body, files = "") {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  headers.set("Kept-On", new Date().toISOString());
  headers.set("Kept-Size", body.size);
  headers.set("Kept-Files", files);
  return new Response(body, { headers });
}

async function entries(name) {
  const cache = await caches.open(name);
  const requests = await cache.keys();
  const found = await Promise.all(requests.map((request) => cache.match(request)));
  return requests.map((request, index) => ({
    cache,
    request,
    address: new URL(request.url),
    on: keptOn(found[index]),
    size: Number(found[index].headers.get("Kept-Size")),
    files: (found[index].headers.get("Kept-Files") ?? "").split(" "),
  }));
}

// The lessons read last stay, within bounds; files stay as long as a lesson that stays names them.
async function sweep() {
  const files = await entries(FILES);
  const sizes = new Map(files.map((one) => [one.address.pathname + one.address.search, one.size]));
  const named = new Set();
  let bytes = 0;
  let count = 0;
  const first = (one) => (one.address.pathname === OFFLINE.page ? Infinity : one.on.getTime());
  for (const lesson of (await entries(LESSONS)).sort((a, b) => first(b) - first(a))) {
    const more = lesson.files.filter((name) => !named.has(decodeURI(name)));
    bytes += lesson.size + more.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
    count += 1;
    if (count > MOST_LESSONS + 1 || bytes > MOST_BYTES) await lesson.cache.delete(lesson.request);
    else for (const name of more) named.add(decodeURI(name));
  }
  for (const one of files) {
    if (!named.has(decodeURI(one.address.pathname + one.address.search))) await one.cache.delete(one.request);
  }
}

async function forget() {
  await Promise.all([LESSONS, FILES].map((name) => caches.delete(name)));
  await registration.unregister();
}
