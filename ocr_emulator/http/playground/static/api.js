// Calls to the emulator: the admin API, and what only this page may ask for.

const BASE = "/_emulator/";
const STORE = "playground-token";

// A response of the admin API that is an error.
export class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// Key, projects and abilities of this emulator; filled by `startSession`.
export const session = {};

let token = "";

// Take the token from the page, from the address, or from this tab's storage.
export function findToken() {
  const inPage = document.querySelector("meta[name=playground-token]")?.getAttribute("content");
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(STORE, given);
    // Not to be seen over a shoulder, in the history or in a copied address.
    history.replaceState(null, "", location.pathname + "#try");
  }
  token = inPage || given || sessionStorage.getItem(STORE) || "";
}

// Keep a token that the user pasted.
export function keepToken(given) {
  token = given.trim();
  sessionStorage.setItem(STORE, token);
}

// Get the key of the page; throws a `Problem` 401 without the right token.
export async function startSession() {
  Object.assign(session, await (await page("playground/session")).json());
}

// Call a route that needs the token of the page.
export const page = (path, body) => send("POST", path, body, { "X-Playground-Token": token });

// Call the admin API with JSON.
export const admin = async (method, path, value) =>
  (await send(method, path, value === undefined ? undefined : JSON.stringify(value), {})).json();

async function send(method, path, body, headers) {
  let response;
  try {
    response = await fetch(BASE + path, { method, body, headers });
  } catch {
    throw new Problem(0, "The emulator does not respond. Is it still running?");
  }
  if (response.ok) return response;
  const text = await response.text();
  let message = text;
  try {
    message = JSON.parse(text).error ?? text;
  } catch {
    // The text itself is the best that there is.
  }
  throw new Problem(response.status, message || `status ${response.status}`);
}
