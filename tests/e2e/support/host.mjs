// Starts tests/src/bin/e2e-host.rs: a fresh data directory, both simulated platforms, the core and its pages.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const START_MS = 60_000;
const STOP_MS = 20_000;

export const ADMINISTRATOR = { name: "周岚", password: "tree-9-house" };
export const ATTENDANT = { name: "陈默", password: "river-7-stone", pin: "2580" };

/** Beside gatehousectl, where `cargo xtask test` names it; otherwise where cargo builds. */
function program() {
  const { GATEHOUSE_E2E_HOST: named, GATEHOUSECTL: beside } = process.env;
  if (named) return named;
  const name = process.platform === "win32" ? "e2e-host.exe" : "e2e-host";
  const path = join(beside ? dirname(beside) : join(target(), "debug"), name);
  if (!existsSync(path)) throw new Error("e2e-host is missing: cargo build -p gatehouse-tests --bin e2e-host");
  return path;
}

function target() {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--offline", "--format-version", "1"], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(metadata).target_directory;
}

let found;

/**
 * A running car park. `before` are steps that are played before the core opens, `people: false` begins with the first run,
 * `empty` without a configuration.
 */
export async function startHost({ before = [], people = true, empty = false } = {}) {
  found ??= program();
  const accounts = people ? { administrator: ADMINISTRATOR, attendant: ATTENDANT } : {};
  const plan = { ...accounts, before, empty };
  const child = spawn(found, [], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.write(`${JSON.stringify(plan)}\n`);
  const said = await firstLine(child);
  return {
    url: said.pages,
    parkingId: said.parking_id,
    /** What the platforms' owners gave whoever sets the program up. */
    access: said.access,
    /** Does something to the platforms. */
    async step(name, fields = {}) {
      const answer = await fetch(`${said.control}${name}`, { method: "POST", body: JSON.stringify(fields) });
      const body = await answer.json();
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
      return body;
    },
    /** A vehicle passes now. */
    passes(plate, direction = "in", more = {}) {
      return this.step("passage", { plate, direction, ...more });
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      child.stdin.end();
      await ended;
      clearTimeout(late);
      if (child.exitCode !== 0) throw new Error(`e2e-host ended with ${child.exitCode ?? child.signalCode}`);
    },
  };
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error("e2e-host did not start in time"));
    }, START_MS);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`e2e-host ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(late);
      child.removeAllListeners("exit");
      resolve(JSON.parse(line));
    });
  });
}
