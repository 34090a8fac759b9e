import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type PackageExports, violationsOf } from "./rules.ts";
import type { SourceFile } from "./source-file.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SKIPPED = new Set(["node_modules", "generated", "dist", "out", ".next", ".turbo", "coverage"]);

function* sourceFiles(folder: string): Generator<SourceFile> {
  for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    const at = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* sourceFiles(at);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
      yield { path: at, text: readFileSync(path.join(ROOT, at), "utf8") };
  }
}

const packages: PackageExports = new Map(
  ["apps", "packages"].flatMap((group) =>
    readdirSync(path.join(ROOT, group)).map((name) => {
      const manifest = JSON.parse(readFileSync(path.join(ROOT, group, name, "package.json"), "utf8")) as {
        name: string;
        exports?: object;
      };
      return [manifest.name, Object.keys(manifest.exports ?? {})] as const;
    }),
  ),
);

const files = ["apps", "packages"].flatMap((group) => [...sourceFiles(group)]);

test("the walk finds the code", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(packages.get("@peta/core")).toEqual(["./app-router"]);
});

test("every file keeps to its layer, to exports, to the rules and to its length", () => {
  expect(files.flatMap((file) => violationsOf(file, packages))).toEqual([]);
});

/** A file that breaks a rule, and what the rule says about it. */
const wrong: [at: string, text: string, says: RegExp][] = [
  [
    "apps/core/src/modules/audit/x.ts",
    'import { a } from "../../surfaces/trpc/trpc.ts";',
    /core\/modules may not import core\/surfaces/,
  ],
  [
    "apps/core/src/modules/audit/x.ts",
    'import type { A } from "../../adapters/event-bus.ts";',
    /may not import core\/adapters/,
  ],
  ["apps/core/src/modules/audit/x.ts", 'import { a } from "../gateway/index.ts";', /may not import core\/gateway/],
  ["apps/core/src/modules/audit/x.ts", 'import http from "node:http";', /may not import node:http/],
  ["apps/core/src/modules/audit/x.ts", 'import type { FastifyRequest } from "fastify";', /types of fastify/],
  [
    "apps/core/src/modules/audit/x.ts",
    'const { PrismaClient } = await import("@prisma/client");',
    /may not import @prisma\/client/,
  ],
  [
    "apps/core/src/modules/gateway/x.ts",
    'export { Server } from "@modelcontextprotocol/sdk/server/index.js";',
    /may not import @modelcontextprotocol/,
  ],
  ["apps/core/src/modules/audit/x.ts", 'import { createDb } from "@peta/db";', /may not import @peta\/db/],
  [
    "apps/core/src/surfaces/mcp/x.ts",
    'import {\n  a,\n  b,\n} from "../../adapters/prisma/y.ts";',
    /core\/surfaces may not import core\/adapters/,
  ],
  ["apps/core/src/adapters/x.ts", 'import "../surfaces/mcp/index.ts";', /core\/adapters may not import core\/surfaces/],
  ["apps/core/src/errors.ts", 'import { a } from "./modules/events.ts";', /core\/errors may not import/],
  ["apps/console/src/x.ts", 'import { createAppRouter } from "@peta/core/app-router";', /at run time/],
  ["apps/console/src/x.ts", 'import { type AppRouter } from "@peta/core/app-router";', /at run time/],
  ["apps/console/src/x.ts", 'import { createDb } from "@peta/db";', /console may not import/],
  ["apps/desk/src/renderer/x.ts", 'import { app } from "electron";', /desk\/renderer may not import electron/],
  ["packages/contract/src/x.ts", 'import { decide } from "@peta/policy";', /at run time/],
  ["packages/contract/src/x.ts", 'import fs from "node:fs";', /contract may not import node:fs/],
  ["packages/policy/src/x.ts", 'import { z } from "@peta/contract";', /policy may not import/],
  ["packages/ui/src/x.tsx", 'import { trpc } from "@trpc/client";', /ui may not import/],
  ["packages/cli/src/x.ts", 'import { decide } from "@peta/policy";', /cli may not import/],
  [
    "packages/cli/src/x.ts",
    'import type { A } from "@peta/core/src/errors.ts";',
    /does not export \.\/src\/errors\.ts/,
  ],
  ["packages/cli/test/x.test.ts", 'import { a } from "../../../apps/core/src/errors.ts";', /another workspace/],
  ["packages/cli/src/x.ts", 'import { a } from "@peta/nowhere";', /no workspace package/],
  ["apps/core/src/modules/audit/x.ts", "const level = process.env.LOG_LEVEL;", /entries only/],
  ["apps/console/src/x.ts", 'const level = process["env"].LOG_LEVEL;', /entries only/],
  ["packages/ui/src/x.ts", "// oxlint-disable-next-line no-restricted-imports", /switches a rule off/],
  ["packages/ui/src/x.ts", "/* eslint-disable */", /switches a rule off/],
  ["packages/ui/src/x.ts", "// @ts-ignore", /switches a rule off/],
  ["packages/ui/src/x.ts", "// @ts-nocheck", /switches a rule off/],
  ["packages/ui/src/x.ts", "// biome-ignore lint: tired", /switches a rule off/],
  ["packages/ui/src/x.ts", "// oxlint-disable-next-line no-console", /switches a rule off/],
  [
    "packages/ui/src/x.ts",
    "// oxlint-disable-next-line no-restricted-imports -- it was quicker this way",
    /switches a rule off/,
  ],
  ["packages/ui/src/x.ts", "/* oxlint-disable no-console -- the whole file, for a reason */", /switches a rule off/],
  ["packages/ui/src/x.ts", "\n".repeat(401), /401 lines/],
  ["packages/new-one/src/x.ts", "", /no layer/],
];

describe("each rule fails on a wrong file", () => {
  test.each(wrong)("%s: %s", (at, text, says) =>
    expect(violationsOf({ path: at, text }, packages)).toContainEqual(expect.stringMatching(says)),
  );
});

const right: [at: string, text: string][] = [
  ["packages/ui/src/x.ts", "// oxlint-disable-next-line no-console -- the one line that a terminal must show"],
  [
    "apps/core/src/modules/audit/x.ts",
    'import type { Clock } from "../../adapters/clock.ts";\nimport { CoreError } from "../../errors.ts";',
  ],
  [
    "apps/core/src/modules/audit/x.ts",
    '// import http from "node:http";\n/* import "fastify"; */\nexport const text = "import";',
  ],
  [
    "apps/core/src/modules/gateway/x.ts",
    'import { a } from "../audit/index.ts";\nimport { decide } from "@peta/policy";',
  ],
  ["apps/core/src/modules/audit/x.test.ts", 'import { createLocalEventBus } from "../../adapters/event-bus.ts";'],
  [
    "apps/console/src/x.ts",
    'import type { AppRouter } from "@peta/core/app-router";\nconst isDev = process.env.NODE_ENV !== "production";',
  ],
  ["packages/ui/src/x.ts", "x\n".repeat(400)],
];

test.each(right)("%s is right: %s", (at, text) => expect(violationsOf({ path: at, text }, packages)).toEqual([]));
