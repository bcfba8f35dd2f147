// Calls to the emulator: the admin API, and what only this page may ask for.

const BASE = "/_emulator/";
const STORE = "playground-token";

// Key, projects and abilities of this emulator; filled by `startSession`.
export const session = {};

let token = "";

// Take the token from the page, from the address, or from this tab's storage.
export function findToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    keepToken(given);
    // Not to be seen over a shoulder, in the history or in a copied address.
    history.replaceState(null, "", location.pathname + "#try");
  }
  token = document.querySelector("meta[name=playground-token]").content || sessionStorage.getItem(STORE) || "";
}

// Keep a token that the user pasted, for this tab.
export const keepToken = (given) => sessionStorage.setItem(STORE, given.trim());

// Get the key of the page; throws an error with the status 401 without the right token.
export async function startSession() {
  Object.assign(session, await ask("playground/session"));
}

// Call a route that needs the token of the page.
export const page = (path, body) => send("POST", path, body, { "X-Playground-Token": token });

// Call such a route with JSON, and return the JSON of the response.
export const ask = async (path, value) => (await page(path, JSON.stringify(value))).json();

// Call the admin API with JSON.
export const admin = async (method, path, value) => (await send(method, path, JSON.stringify(value))).json();

async function send(method, path, body, headers) {
  const fail = (status, message) => {
    throw Object.assign(new Error(message), { status });
  };
  const response = await fetch(BASE + path, { method, body, headers }).catch(() => fail(0, "The emulator does not respond. Is it still running?"));
  if (response.ok) return response;
  const { error } = await response.json().catch(() => ({}));
  return fail(response.status, error ?? `The emulator refused this with status ${response.status}.`);
}
