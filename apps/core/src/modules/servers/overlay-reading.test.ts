import { describe, expect, test } from "vitest";
import { mergeCatalogue } from "./merge-catalogue.ts";
import { overlayReading } from "./overlay-reading.ts";
import type { ReadCapability } from "./read-catalogue.ts";
import type { Capability } from "./server.ts";

const read = (kind: Capability["kind"], name: string, position: number, hash = `${name}-1`): ReadCapability => ({
  kind,
  name,
  definition: { name },
  definitionHash: hash,
  position,
});
const known = (...args: Parameters<typeof read>): Capability => ({ ...read(...args), enabled: true, dangerLevel: 0 });
const namesOf = ({ capabilities }: ReturnType<typeof overlayReading>) =>
  capabilities.map(({ kind, name, position }) => `${kind} ${name} ${position}`);

const KNOWN = [known("tool", "b", 1), known("tool", "a", 0), known("prompt", "p", 0), known("tool", "gone", -1)];

describe("one user's reading over a shared catalogue", () => {
  test("A27: resources are left out, whether they are listed now or were before", () => {
    const reading = {
      capabilities: [read("resource", "mail://hers", 0), read("template", "mail://{id}", 0)],
      problems: [],
    };
    expect(namesOf(overlayReading([known("resource", "mail://his", 0)], reading, "replaces"))).toEqual([
      "template mail://{id} 0",
    ]);
  });

  test("what this account does not list stays, what it adds comes behind, and the known order is kept", () => {
    const reading = { capabilities: [read("tool", "new", 0), read("tool", "b", 1)], problems: ["a page was cut"] };
    const laid = overlayReading(KNOWN, reading, "adds");
    // Kinds come in no order of their own.
    expect(namesOf(laid).sort()).toEqual(["prompt p 0", "tool a 0", "tool b 1", "tool new 2"]);
    expect(laid.problems).toEqual(["a page was cut"]);
  });

  test("what this account's definition says is what comes out: the merge sees that it changed", () => {
    const laid = overlayReading(KNOWN, { capabilities: [read("tool", "a", 0, "other")], problems: [] }, "adds");
    expect(laid.capabilities.find(({ name }) => name === "a")?.definitionHash).toBe("other");
  });

  test("A37: words that wait go on waiting, whatever one account lists", () => {
    const prompt: Capability = {
      ...known("prompt", "p", 0),
      definition: { name: "p", title: "Accepted" },
      waitingWording: { title: "New" },
    };
    for (const capabilities of [[], [read("prompt", "p", 0)]]) {
      const laid = overlayReading([prompt], { capabilities, problems: [] }, "adds");
      const [merged] = mergeCatalogue([prompt], laid, false).capabilities;
      expect(merged).toMatchObject({ definition: prompt.definition, waitingWording: prompt.waitingWording });
    }
  });

  test("A37: prompts and templates of one account never reach other users", () => {
    const capabilities = [
      read("prompt", "p", 0, "hidden words"),
      read("prompt", "q", 1),
      read("template", "t://{id}", 0),
    ];
    const laid = overlayReading(KNOWN, { capabilities, problems: [] }, "adds");
    expect(namesOf(laid).sort()).toEqual(["prompt p 0", "tool a 0", "tool b 1"]);
    expect(laid.capabilities.find(({ name }) => name === "p")?.definitionHash).toBe("p-1");
  });

  test("an administrator who asks for the server's own list gets it", () => {
    const reading = { capabilities: [read("tool", "b", 0)], problems: [] };
    expect(namesOf(overlayReading(KNOWN, reading, "replaces"))).toEqual(["tool b 0"]);
  });

  test("what is only remembered is not listed again", () => {
    expect(namesOf(overlayReading(KNOWN, { capabilities: [], problems: [] }, "adds")).join()).not.toContain("gone");
  });
});
