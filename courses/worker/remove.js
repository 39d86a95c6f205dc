// This host keeps no lessons on devices (any more): the worker that did takes itself and its copies away.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  const names = ["lessons", "lesson-files"];
  event.waitUntil(Promise.all(names.map((name) => caches.delete(name))).then(() => registration.unregister()));
});
