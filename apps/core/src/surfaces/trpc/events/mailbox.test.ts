import { expect, test } from "vitest";
import { Mailbox } from "./mailbox.ts";

test("A35: a reader that does not read has each thing waiting once, in the order in which it came", async () => {
  const mailbox = new Mailbox<string>();
  for (let at = 0; at < 1_000; at++) for (const topic of ["audit", "servers", "audit"]) mailbox.put(topic);
  const read = mailbox[Symbol.asyncIterator]();
  expect((await read.next()).value).toBe("audit");
  mailbox.put("audit");
  expect((await read.next()).value).toBe("servers");
  expect((await read.next()).value).toBe("audit");
  const next = read.next();
  mailbox.put("network");
  expect((await next).value).toBe("network");
});

test("it ends, also while it is waited for, and with an error", async () => {
  const mailbox = new Mailbox<string>();
  const next = mailbox[Symbol.asyncIterator]().next();
  mailbox.end();
  expect(await next).toEqual({ done: true, value: undefined });
  mailbox.put("late");
  expect((await mailbox[Symbol.asyncIterator]().next()).done).toBe(true);
  const broken = new Mailbox<string>();
  broken.put("never told");
  broken.end(new Error("the database is away"));
  await expect(broken[Symbol.asyncIterator]().next()).rejects.toThrow("away");
});
