// A made-up host over HTTP, with the same routes and the same Content-Security-Policy as gate-web's. For looking at the
// UI and for its development; no Rust is needed, and nothing of it goes into dist.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { changes, commands, forAnyone } from "./commands.mjs";
import { photo } from "./photo.mjs";
import { freshState } from "./state.mjs";

const DIST = process.env.UI_DIST ?? fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

function policy(nonce) {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Starts it. `change` alters the state and tells every window; `cut` drops them and answers nothing until `mend`. */
export async function startHost(port = 0) {
  let state = freshState();
  let isCut = false;
  const streams = new Set();

  const tell = (event) => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
  };

  const server = createServer(async (request, response) => {
    if (isCut) return request.destroy();
    const url = new URL(request.url, "http://localhost");
    if (url.pathname.startsWith("/rpc/")) return rpc(url.pathname.slice(5), request, response);
    if (url.pathname === "/events") return events(response);
    if (url.pathname.startsWith("/photos/")) {
      response.writeHead(200, { "content-type": "image/svg+xml" });
      return response.end(photo(Number(url.pathname.slice(8))));
    }
    return page(url.pathname, response);
  });

  async function rpc(command, request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = (status, body) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const run = commands[command];
    if (!run) return answer(404, { code: "bad_request", params: {} });
    if (!forAnyone.has(command) && !state.start.me) return answer(401, { code: "not_signed_in", params: {} });
    try {
      answer(200, run(state, JSON.parse(Buffer.concat(chunks).toString() || "null") ?? {}, tell) ?? null);
      if (changes[command]) tell({ kind: "changed", tags: changes[command] });
    } catch (failure) {
      answer(failure.code ? 422 : 500, failure.code ? failure : { code: "internal", params: {} });
    }
  }

  function events(response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": open\n\n");
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  async function page(path, response) {
    const file = join(DIST, normalize(path === "/" ? "/index.html" : path));
    try {
      const bytes = await readFile(file);
      const nonce = randomBytes(16).toString("hex");
      const isPage = extname(file) === ".html";
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        ...(isPage ? { "content-security-policy": policy(nonce) } : {}),
      });
      response.end(isPage ? bytes.toString().replaceAll("__TAURI_STYLE_NONCE__", nonce) : bytes);
    } catch {
      response.writeHead(404).end();
    }
  }

  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    reset: () => {
      state = freshState();
    },
    change(alter, tags) {
      alter(state);
      tell({ kind: "changed", tags });
    },
    tell,
    signIn(name) {
      const account = state.accounts.find((one) => one.name === name);
      state.start.me = account;
    },
    cut() {
      isCut = true;
      for (const stream of streams) stream.destroy();
    },
    mend() {
      isCut = false;
    },
    stop: () => {
      for (const stream of streams) stream.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
