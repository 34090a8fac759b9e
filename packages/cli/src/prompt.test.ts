import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Io } from "./io.ts";
import { ask, readPassword } from "./prompt.ts";

/** A terminal whose typing is given beforehand, key by key. */
function terminal(keys: string) {
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    raw: [] as boolean[],
    setRawMode: (raw: boolean) => void stdin.raw.push(raw),
  });
  const stderr = new PassThrough();
  stdin.write(keys);
  const io: Io = {
    env: {},
    stdin,
    stdout: new PassThrough(),
    stderr,
    platform: "linux",
    homeDirectory: "/",
    pause: () => Promise.resolve(),
    interruptible: (work) => work(new AbortController().signal),
    checkout: null,
  };
  return { io, stdin, shown: () => (stderr.read() as Buffer).toString() };
}

test("a secret is typed unseen, with the terminal put back afterwards", async () => {
  const { io, stdin, shown } = terminal("secrex\u007ft\r");
  expect(await ask(io, "Password: ", { secret: true })).toBe("secret");
  expect(stdin.raw).toEqual([true, false]);
  expect(shown()).toBe("Password: \n");
});

test("Ctrl-C gives up and puts the terminal back", async () => {
  const { io, stdin } = terminal("se\u0003");
  await expect(ask(io, "Password: ", { secret: true })).rejects.toMatchObject({ code: "cli.usage" });
  expect(stdin.raw).toEqual([true, false]);
});

test("a password is asked for twice, also when both lines arrive at once, and two different ones are refused", async () => {
  expect(await readPassword(terminal("same\rsame\r").io, undefined)).toBe("same");
  await expect(readPassword(terminal("same\rsome\r").io, undefined)).rejects.toThrow("differ");
});
