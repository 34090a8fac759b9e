import { sandboxSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { draftOfSandbox, strictSandbox, toSandbox } from "./sandbox-draft.ts";
import { emptyTlsDraft, toTls } from "./tls-draft.ts";

test("a stored sandbox survives the form, so that whoever edits a command does not lose it", () => {
  const stored = sandboxSchema.parse({
    required: false,
    network: "allowed",
    allowedHosts: ["*.example.com", "db.example.com:5432"],
    readablePaths: ["/srv/data"],
    writablePaths: ["/srv/out"],
    memoryMb: 1_024,
    cpuSeconds: 600,
    maxProcesses: 64,
  });
  expect(sandboxSchema.parse(toSandbox(draftOfSandbox(stored)))).toEqual(stored);
  expect(toSandbox(strictSandbox)).toEqual(sandboxSchema.parse({}));
});

test("blank lines are no paths, hosts count only where hosts are listed, and words are no limits", () => {
  const draft = { ...strictSandbox, allowedHosts: "a.example.com", readablePaths: " /srv \n\n", memoryMb: "lots" };
  const sandbox = toSandbox(draft);
  expect(sandbox).toMatchObject({ allowedHosts: [], readablePaths: ["/srv"] });
  expect(sandboxSchema.safeParse(sandbox).success).toBe(false);
});

test("certificates are sent when they were pasted, without the blanks around them", () => {
  expect(toTls(emptyTlsDraft)).toBeUndefined();
  expect(toTls({ ...emptyTlsDraft, ca: "\nPEM\n", passphrase: " as typed " })).toEqual({
    ca: "PEM",
    passphrase: " as typed ",
  });
});
