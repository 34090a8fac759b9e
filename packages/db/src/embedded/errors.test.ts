import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copiedDirectory, missingCluster } from "./errors.ts";

test("the commands that a message prints work for paths with an apostrophe", () => {
  const above = mkdtempSync(path.join(tmpdir(), "peta-errors-"));
  onTestFinished(() => rmSync(above, { recursive: true, force: true }));
  const [directory, place] = [path.join(above, "Ann's copy"), path.join(above, "Ann's place")];
  for (const made of [directory, place]) mkdirSync(made);
  const { message } = copiedDirectory(directory, path.join(above, "original"), place);
  execFileSync("sh", ["-c", /cp -a .*/.exec(message)?.[0] ?? "false"]);
  const location = path.join(directory, "location");
  expect(existsSync(readFileSync(location, "utf8").trim())).toBe(true);
  for (const said of [message, missingCluster(directory, place).message]) {
    writeFileSync(location, "");
    execFileSync("sh", ["-c", /rm '.*/.exec(said)?.[0] ?? "false"]);
    expect(existsSync(location)).toBe(false);
  }
});
