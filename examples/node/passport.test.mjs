// Test a Node program against the emulator: node --test examples/node/
//
// The emulator is a child process; the first line of its output is JSON with the address, the
// keys, the projects and a user. Set HWOCR to another command if `hwocr` is not on the path.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

const REGION = "ap-southeast-1";
const IMAGE = new URL("../images/passport.png", import.meta.url);
let emulator;
let info;

before(async () => {
  const [command, ...words] = (process.env.HWOCR ?? "hwocr").split(" ");
  const options = ["emulator", "--port", "0", "--engine", "none"];
  emulator = spawn(command, [...words, ...options], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: emulator.stdout })) {
    info = JSON.parse(line);
    break;
  }
});

after(() => emulator.kill("SIGTERM"));

const post = (path, body, headers = {}) =>
  fetch(info.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

async function token() {
  const { name, password, domain } = info.user;
  const user = { name, password, domain: { name: domain } };
  const identity = { methods: ["password"], password: { user } };
  const auth = { identity, scope: { project: { name: REGION } } };
  const response = await post("/v3/auth/tokens", { auth });
  assert.equal(response.status, 201);
  return response.headers.get("x-subject-token");
}

async function passport() {
  const image = (await readFile(IMAGE)).toString("base64");
  const path = `/v2/${info.projects[REGION]}/ocr/passport`;
  return post(path, { image }, { "X-Auth-Token": await token() });
}

test("a scripted result is returned", async () => {
  const changes = { surname: "SMITH", confidence: { surname: 0.3 } };
  const built = await post("/_emulator/examples/recognize_passport", changes);
  const { result } = await built.json();
  const answer = { operation: "recognize_passport", answer: result, times: 1 };
  assert.equal((await post("/_emulator/answers", answer)).status, 200);

  const response = await passport();
  assert.equal(response.status, 200);
  assert.equal((await response.json()).result.surname, "SMITH");
});

test("a throttled request is an error with a code", async () => {
  const fault = { kind: "error", code: "APIG.0308", status: 429, retry_after: 2 };
  await post("/_emulator/faults", { fault, operation: "recognize_passport", times: 1 });

  const response = await passport();
  assert.equal(response.status, 429);
  assert.equal(response.headers.get("retry-after"), "2");
  assert.equal((await response.json()).error_code, "APIG.0308");
});
