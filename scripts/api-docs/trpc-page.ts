import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createAppRouter } from "../../apps/core/src/surfaces/trpc/app-router.ts";
import type { TrpcDeps } from "../../apps/core/src/surfaces/trpc/deps.ts";
import { adminProcedure, callerProcedure } from "../../apps/core/src/surfaces/trpc/trpc.ts";
import { type JsonSchema, schemaTable } from "./schema-table.ts";

const SURFACE = path.resolve(import.meta.dirname, "../../apps/core/src/surfaces/trpc");

interface Schema {
  toJSONSchema(options: { io: "input" | "output"; unrepresentable: "any" }): JsonSchema;
}

/** What a built procedure tells about itself. */
interface ProcedureParts {
  _def: { type: "query" | "mutation" | "subscription"; inputs: Schema[]; output?: Schema; middlewares: unknown[] };
}

const WHO = { public: "anybody", caller: "anybody with a credential", admin: "owners and admins" } as const;

const middlewaresOf = (procedure: unknown): unknown[] => (procedure as ProcedureParts)._def.middlewares;
const guardOf = (procedure: unknown): unknown => middlewaresOf(procedure).at(-1);

/** Read off the guards that run, so that the page cannot disagree with them. */
function whoMayCall(procedure: ProcedureParts): keyof typeof WHO {
  const { middlewares } = procedure._def;
  if (middlewares.includes(guardOf(adminProcedure))) return "admin";
  return middlewares.includes(guardOf(callerProcedure)) ? "caller" : "public";
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The comment on top of the procedure's own file. */
function describe(name: string): string {
  const file = path.join(SURFACE, `${name.split(".").map(kebab).join("/")}.ts`);
  const comment = existsSync(file)
    ? /\/\*\*([\s\S]*?)\*\/\s*export const/.exec(readFileSync(file, "utf8"))?.[1]
    : undefined;
  const text = comment
    ?.replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  if (!text) throw new Error(`${name}: ${path.relative(process.cwd(), file)} has no comment that says what it does`);
  return text;
}

const VERB = { query: "GET", mutation: "POST", subscription: "GET, server-sent events" } as const;

/** Every procedure of the live router with its schemas, as one Markdown page. */
export function trpcPage(): string {
  // The routers only hand their modules on to resolvers, and no resolver runs here.
  const router = createAppRouter({} as TrpcDeps);
  const procedures = Object.entries(router._def.procedures as unknown as Record<string, ProcedureParts>).map(
    ([name, procedure]) => ({
      name,
      procedure,
      who: whoMayCall(procedure),
      about: describe(name),
      type: procedure._def.type,
    }),
  );
  const nouns = Map.groupBy(procedures, ({ name }) => name.split(".")[0] ?? name);
  return [
    "# Typed API (`/trpc`)",
    "",
    "Console, `peta` and scripts in TypeScript use this API. Queries are `GET /trpc/<procedure>?input=<JSON>`, mutations are `POST /trpc/<procedure>` with a JSON body; both answer",
    '`{"result":{"data":…}}`. Send `Authorization: Bearer <access token>`, or sign in for a session cookie (then every request carries the header `x-peta-request`).',
    'A refusal answers `{"error":{"data":{"peta":{"code","message"}}}}` with the status of [errors.md](errors.md). TypeScript clients import the type `AppRouter` from `@peta/core/app-router`.',
    "",
    "| Procedure | Kind | Who may call | What it does |",
    "| --- | --- | --- | --- |",
    ...procedures.map(
      ({ name, type, who, about }) =>
        `| [\`${name}\`](#${name.replaceAll(".", "").toLowerCase()}) | ${type} | ${WHO[who]} | ${about.split(/(?<=\.)\s/)[0]} |`,
    ),
    "",
    ...[...nouns].flatMap(([noun, members]) => [
      `## ${noun}`,
      "",
      ...members.flatMap(({ name, procedure, who, about, type }) =>
        section(name, procedure, `${VERB[type]} · ${WHO[who]}`, about),
      ),
    ]),
  ].join("\n");
}

function section(name: string, { _def }: ProcedureParts, how: string, about: string): string[] {
  const input = _def.inputs[0]?.toJSONSchema({ io: "input", unrepresentable: "any" }) ?? null;
  const output = _def.output?.toJSONSchema({ io: "output", unrepresentable: "any" });
  const answer = output
    ? schemaTable(output, "Always there")
    : _def.type === "subscription"
      ? 'Events `{"topic","at"}`: what changed, to be asked for again.'
      : "The explanation of `packages/policy`, step by step.";
  return [
    `### \`${name}\``,
    "",
    how,
    "",
    about,
    "",
    "**Input**",
    "",
    schemaTable(input, "Needed"),
    "",
    "**Answer**",
    "",
    answer,
    "",
  ];
}
