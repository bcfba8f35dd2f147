// Request signature SDK-HMAC-SHA256, made in the browser like in any other client.

const encoder = new TextEncoder();
const ALGORITHM = "SDK-HMAC-SHA256";

const hex = (buffer) => new Uint8Array(buffer).toHex();
const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

async function hmac(secret, text) {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}

// Return the headers of a signed request; `seconds` is the server's time. The path must have
// no query and no characters that need encoding.
export async function sign({ ak, sk }, { method, host, path, body, seconds }) {
  const date = new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const type = "application/json";
  const names = "content-type;host;x-sdk-date";
  const lines = `content-type:${type}\nhost:${host}\nx-sdk-date:${date}\n`;
  const canonical = [method, path + "/", "", lines, names, await sha256(body)].join("\n");
  const signature = await hmac(sk, [ALGORITHM, date, await sha256(encoder.encode(canonical))].join("\n"));
  return {
    "Content-Type": type,
    "X-Sdk-Date": date,
    Authorization: `${ALGORITHM} Access=${ak}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
