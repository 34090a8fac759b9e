import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import { readArchive } from "./read-archive.ts";
import { DEFAULT_SKILL_LIMITS, type SkillLimits } from "./skill-limits.ts";
import { makeZip, type ZipEntry } from "./twins/make-zip.ts";

const read = (entries: readonly ZipEntry[], limits: Partial<SkillLimits> = {}) =>
  readArchive(makeZip(entries), { ...DEFAULT_SKILL_LIMITS, ...limits });
const LINK = 0o120777;

test("an archive is read in memory, without what file managers leave in it", async () => {
  const { files, ignored } = await read([
    { name: "pdf/" },
    { name: "pdf/SKILL.md", content: "hello" },
    { name: "pdf/stored.txt", content: "as it is", method: 0, mode: 0o100644 },
    { name: "__MACOSX/pdf/._SKILL.md", content: "x" },
    { name: "pdf/.DS_Store", content: "x" },
  ]);
  expect(files.map(({ path, content }) => [path, Buffer.from(content).toString()])).toEqual([
    ["pdf/SKILL.md", "hello"],
    ["pdf/stored.txt", "as it is"],
  ]);
  expect(ignored).toBe(2);
});

describe("what an archive may not do is refused whole (A60)", () => {
  test.each<[string, ZipEntry[], RegExp]>([
    ["climb out", [{ name: "../../etc/cron.d/x" }], /relative path|canonical/],
    ["climb out from inside", [{ name: "a/../../x" }], /relative path|canonical/],
    ["begin at the root", [{ name: "/etc/passwd" }], /absolute path/],
    ["name a drive", [{ name: "C:/x" }], /absolute path/],
    ["use another system's separator", [{ name: "a\\..\\x" }], /invalid characters|backslash/],
    ["have an empty part in a path", [{ name: "a//SKILL.md" }], /not canonical/],
    ["have a dot as a part", [{ name: "./SKILL.md" }], /not canonical/],
    ["hide characters in a path", [{ name: "a/\u202egpj.exe" }], /nobody sees/],
    ["name a device", [{ name: "a/NUL.md" }], /every system/],
    ["end a name with a dot", [{ name: "a./SKILL.md" }], /every system/],
    ["hold a symbolic link", [{ name: "a/link", content: "/etc/passwd", mode: LINK }], /link or a device/],
    ["call a link a directory", [{ name: "a/", content: "", mode: LINK }], /link or a device/],
    ["hold two files of one name", [{ name: "a/x" }, { name: "a/x" }], /two files of one name/],
    ["hold two that some systems take for one", [{ name: "a/x" }, { name: "A/X" }], /two files of one name/],
    ["hold two that are one when composed", [{ name: "a/\u00e9" }, { name: "a/e\u0301" }], /two files of one name/],
    ["be encrypted", [{ name: "a", content: "x", flags: 1 }], /encrypted/],
    ["be packed unusually", [{ name: "a", content: "x", method: 99 }], /unusual way/],
  ])("%s", async (_what, entries, says) => {
    await expect(read(entries)).rejects.toMatchObject({ code: "skill.refused", message: expect.stringMatching(says) });
  });
});

describe("what grows beyond its bounds is refused (A34)", () => {
  const zeros = new Uint8Array(200_000);
  test.each<[string, ZipEntry[], Partial<SkillLimits>, RegExp]>([
    ["too many entries", [{ name: "a" }, { name: "b" }, { name: "c" }], { entries: 2 }, /3 entries; 2 at most/],
    ["a file that is too large", [{ name: "a", content: zeros, method: 0 }], { fileBytes: 100_000 }, /200000 bytes/],
    ["a file that unpacks to far more", [{ name: "a", content: zeros }], {}, /grows more than 100 times/],
    [
      "a file that says it is small",
      [{ name: "a", content: zeros, claims: 10 }],
      {},
      /too many bytes|beyond|cannot be read/,
    ],
    [
      "all files together",
      [
        { name: "a", content: zeros, method: 0 },
        { name: "b", content: zeros, method: 0 },
      ],
      { totalBytes: 300_000 },
      /more than it may/,
    ],
    ["a path that is too long", [{ name: "a".repeat(600) }], {}, /longer than 512/],
    ["a path that is too deep", [{ name: "a/".repeat(9) + "x" }], {}, /8 directories deep/],
  ])("%s", async (_what, entries, limits, says) => {
    await expect(read(entries, limits)).rejects.toMatchObject({
      code: "skill.refused",
      message: expect.stringMatching(says),
    });
  });

  test("an archive that is too large is not even opened", async () => {
    await expect(readArchive(new Uint8Array(11), { ...DEFAULT_SKILL_LIMITS, archiveBytes: 10 })).rejects.toThrow(
      /11 bytes/,
    );
  });

  test("what is no archive, or half of one, is said to be none", async () => {
    const whole = makeZip([{ name: "a/SKILL.md", content: "x".repeat(100) }]);
    for (const bytes of [Buffer.from("no archive at all"), whole.slice(0, -30), whole.slice(20)])
      await expect(readArchive(bytes, DEFAULT_SKILL_LIMITS)).rejects.toMatchObject({ code: "skill.refused" });
  });
});

test("an archive with any bytes changed is read or refused, and nothing else (A34)", async () => {
  const whole = makeZip([
    { name: "a/SKILL.md", content: "hello ".repeat(50) },
    { name: "a/b/c.txt", content: "stored", method: 0 },
  ]);
  const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      const outcome = await readArchive(bytes, DEFAULT_SKILL_LIMITS).catch((error: unknown) => error);
      const isRefused = outcome instanceof CoreError && outcome.code === "skill.refused";
      expect(isRefused || "files" in (outcome as object)).toBe(true);
    }),
    { seed: 4, numRuns: 300 },
  );
});
