import { expect, test } from "vitest";
import { deciderWords, effectOf, subjectOf } from "./outcome-words.ts";

test("a row is named by what it was about", () => {
  expect(subjectOf({ serverId: "files", capabilityName: "read_file", action: "tools/call" })).toBe("files::read_file");
  expect(subjectOf({ serverId: "files", capabilityName: null, action: "servers.add" })).toBe("files");
  expect(subjectOf({ serverId: null, capabilityName: null, action: "sign_in" })).toBe("sign_in");
});

test("what decided is said in words, and the unknown is shown as it is", () => {
  expect(deciderWords("no-delete")).toBe("Rule no-delete");
  expect(deciderWords("layer:server")).toBe("Server default");
  expect(deciderWords("danger:2")).toBe("Danger level 2");
  expect(deciderWords("observe:no-etc=deny")).toBe("Rule no-etc would say deny");
  expect(deciderWords("new:thing")).toBe("new:thing");
});

test("an unknown decision is not drawn as an effect", () => {
  expect(effectOf("deny")).toBe("deny");
  expect(effectOf("perhaps")).toBeNull();
  expect(effectOf(null)).toBeNull();
});
