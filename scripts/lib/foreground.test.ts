import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

const testing = path.join(import.meta.dirname, "testing");
const launcher = path.join(testing, "launcher.mjs");
const product = path.join(testing, "product.mjs");

type Started = { child: ChildProcess; productPid: number; output(): string };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts the launcher (through `command` if given) in a process group of its own, and waits for the product. */
async function start(args: string[], command: [string, ...string[]] = [process.execPath], env = {}): Promise<Started> {
  const [program, ...before] = command;
  const child = spawn(program, [...before, launcher, product, ...args], {
    detached: true,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await expect.poll(() => output, { timeout: 10_000 }).toMatch(/ready \d+/);
  const productPid = Number(/ready (\d+)/.exec(output)?.[1]);
  onTestFinished(() => {
    for (const pid of [child.pid, productPid]) if (pid !== undefined && isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { child, productPid, output: () => output };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

const groupOf = ({ child }: Started): number => -(child.pid ?? 0);

test("a signal reaches the product, and its exit code comes back", async () => {
  const started = await start(["7"]);
  started.child.kill("SIGTERM");
  expect(await exitOf(started.child)).toBe(7);
  expect(started.output()).toMatch(/SIGTERM/);
});

test("a terminal's Ctrl-C, which goes to the whole group, reaches the product once", async () => {
  const started = await start(["0"]);
  process.kill(groupOf(started), "SIGINT");
  expect(await exitOf(started.child)).toBe(0);
  expect(started.output().match(/SIGINT/g)).toHaveLength(1);
});

test("a product that a signal ended is reported as shells do", async () => {
  const started = await start([]);
  process.kill(started.productPid, "SIGKILL");
  expect(await exitOf(started.child)).toBe(137);
});

test("the product does not outlive a launcher that was killed", async () => {
  const started = await start([]);
  started.child.kill("SIGKILL");
  await expect.poll(() => isAlive(started.productPid), { timeout: 5_000 }).toBe(false);
});

/** What npm puts between itself and us. */
const shell: [string, ...string[]] = ["/bin/sh", "-c", '"$@"; exit $?', "sh", process.execPath];

test("nor an npm that was stopped and told nobody, and it finishes its work first: it is told once", async () => {
  const started = await start(["0", "1300"], shell, { npm_lifecycle_event: "start" });
  started.child.kill("SIGKILL");
  await expect.poll(() => isAlive(started.productPid), { timeout: 5_000 }).toBe(false);
  expect(started.output()).toBe(`ready ${started.productPid}\nSIGTERM\n`);
});

test("an npm that ends after it passed the signal on does not repeat it", async () => {
  const started = await start(["0", "1300"], shell, { npm_lifecycle_event: "start" });
  process.kill(groupOf(started), "SIGTERM");
  await expect.poll(() => isAlive(started.productPid), { timeout: 5_000 }).toBe(false);
  expect(started.output()).toBe(`ready ${started.productPid}\nSIGTERM\n`);
});
