// One recognition through the public API, signed with the key of the page.

import { admin, session } from "./api.js";
import { sign } from "./sign.js";

// Send a request; returns what a client could get, so a lost connection or a body that is not
// JSON is no exception but `broken`.
export async function recognize({ operation, region, prefer, options }, image) {
  const path = operation.path.replace("{project_id}", session.projects[region]);
  const bytes = new TextEncoder().encode(JSON.stringify({ ...image, ...options }));
  const headers = await authenticate(path, bytes, region);
  if (prefer) headers.Prefer = prefer;
  const outcome = { status: 0, text: "" };
  const started = performance.now();
  try {
    const response = await fetch(path, { method: "POST", headers, body: bytes });
    const header = (name) => response.headers.get(name) ?? "";
    outcome.status = response.status;
    outcome.source = header("X-Emulator-Answer");
    outcome.requestId = header("X-Request-Id");
    outcome.violation = header("X-Emulator-Violation");
    outcome.text = await response.text();
    outcome.json = JSON.parse(outcome.text);
  } catch (error) {
    outcome.broken = error instanceof SyntaxError ? "The body is not JSON." : "The connection ended before the response was complete.";
  }
  outcome.ms = performance.now() - started;
  return outcome;
}

async function authenticate(path, body, region) {
  // WebCrypto exists on loopback and with https only; elsewhere a token takes its place.
  if (!crypto.subtle) return { "Content-Type": "application/json", "X-Auth-Token": await login(region) };
  // The emulator's clock can be moved, and a signature has to fit it.
  const { time } = await admin("GET", "clock");
  return sign(session, { method: "POST", host: location.host, path, body, seconds: time });
}

async function login(region) {
  const { name, password, domain } = session.user;
  const user = { name, password, domain: { name: domain } };
  const auth = { identity: { methods: ["password"], password: { user } }, scope: { project: { name: region } } };
  const response = await fetch("/v3/auth/tokens", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ auth }),
  });
  return response.headers.get("X-Subject-Token") ?? "";
}
