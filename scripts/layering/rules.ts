import path from "node:path";
import { importsOf, isTest, type SourceFile } from "./source-file.ts";
import { SHARED_PORTS, workspaceOf, zoneOf } from "./zones.ts";

/** Package name to the subpaths that its package.json exports: `.`, `./embedded`. */
export type PackageExports = ReadonlyMap<string, readonly string[]>;

const MAX_LINES = 400;

/** Programs of their own, which read their environment, and files that hand a whole environment to a child process. */
const READS_ENVIRONMENT: Readonly<Record<string, string>> = {
  "apps/core/src/config.ts": "the one reader of Core's settings",
  "packages/cli/src/main.ts": "entry of the command",
  "packages/db/prisma.config.ts": "entry of the prisma command",
  "packages/db/src/embedded/init-cluster.ts": "PATH for the child process",
  "packages/db/src/cli/context.ts": "entry of the db:* commands",
  "packages/db/src/cli/studio.ts": "environment of the child process",
  "apps/console/next.config.ts": "entry of the Next build",
};

/** One lint rule may be switched off for one line where the same comment says why. These never. */
const NEVER_OFF = /no-restricted-imports|no-cycle|no-floating-promises|no-misused-promises|no-explicit-any/;
const SWITCHED_OFF_WITH_A_REASON =
  /(?:(?:oxlint|eslint)-disable-next-line \S.* -- |biome-ignore lint(?:\/\S+)?: )\S.{9,}/;

type Rule = (file: SourceFile, packages: PackageExports) => string[];

/** `@peta/db` and `./embedded` of `@peta/db/embedded`. */
const splitPackage = (from: string): { name: string; subpath: string } => {
  const [scope, name, ...rest] = from.split("/");
  return { name: `${scope}/${name}`, subpath: ["." + rest.map((part) => `/${part}`).join("")].join("") };
};

const isOurs = (from: string): boolean => from.startsWith("@peta/");
const isRelative = (from: string): boolean => from.startsWith(".");
const BUILD_TIME = "@peta/config";

export const staysInItsLayer: Rule = (file) => {
  const zone = zoneOf(file.path);
  if (!zone) return [`${file.path} belongs to no layer: add its folder to scripts/layering/zones.ts`];
  if (isTest(file.path)) return [];
  return importsOf(file).flatMap(({ from, isType }) => {
    if (isOurs(from)) {
      const { name } = splitPackage(from);
      const isAllowed =
        name === BUILD_TIME || zone.packages.includes(name) || (isType && zone.packages.includes(`type:${name}`));
      return isAllowed
        ? []
        : [
            `${zone.name} may not import ${from}${zone.packages.includes(`type:${name}`) ? " at run time (use import type)" : ""}. ${zone.advice}`,
          ];
    }
    if (!isRelative(from))
      return zone.forbidden?.test(from) && !isType
        ? [`${zone.name} may not import ${from}. ${zone.advice}`]
        : zone.forbidden?.test(from) && isType && /prisma|modelcontextprotocol|fastify|@trpc/.test(from)
          ? [`${zone.name} may not know the types of ${from}. ${zone.advice}`]
          : [];
    const target = path.posix.join(path.posix.dirname(file.path), from);
    const other = zoneOf(target);
    const isAllowed =
      other === undefined ||
      other === zone ||
      zone.zones.includes(other.name) ||
      SHARED_PORTS.has(target) ||
      workspaceOf(target) !== workspaceOf(file.path);
    return isAllowed ? [] : [`${zone.name} may not import ${other.name} (${from}). ${zone.advice}`];
  });
};

export const importsOnlyWhatIsExported: Rule = (file, packages) =>
  importsOf(file).flatMap(({ from }) => {
    if (isRelative(from)) {
      const target = path.posix.join(path.posix.dirname(file.path), from);
      return workspaceOf(target) === workspaceOf(file.path)
        ? []
        : [`${from} reaches into another workspace: import its package instead`];
    }
    if (!isOurs(from)) return [];
    const { name, subpath } = splitPackage(from);
    const exported = packages.get(name);
    if (!exported) return [`there is no workspace package ${name}`];
    return exported.includes(subpath) ? [] : [`${name} does not export ${subpath}; it exports ${exported.join(", ")}`];
  });

export const readsNoEnvironment: Rule = ({ path: at, text }) =>
  isTest(at) ||
  at in READS_ENVIRONMENT ||
  !/\bprocess\s*(\.\s*env|\[\s*["']env)\b/.test(text.replaceAll("process.env.NODE_ENV", ""))
    ? []
    : ["process.env is read by entries only: take the value as a dependency (apps/core/src/config.ts reads it)"];

export const disablesNoRule: Rule = ({ text }) =>
  text.split("\n").flatMap((line, index) => {
    if (!/(oxlint|eslint)-disable|@ts-(ignore|nocheck)|biome-ignore/.test(line)) return [];
    if (SWITCHED_OFF_WITH_A_REASON.test(line) && !NEVER_OFF.test(line)) return [];
    return [
      `line ${index + 1} switches a rule off: mend what it found; where that is wrong, one rule for one line with its reason (oxlint-disable-next-line RULE -- WHY)`,
    ];
  });

export const isShort: Rule = ({ text }) => {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return lines > MAX_LINES ? [`${lines} lines; ${MAX_LINES} at most: a file this long is two files`] : [];
};

export const RULES: readonly Rule[] = [
  staysInItsLayer,
  importsOnlyWhatIsExported,
  readsNoEnvironment,
  disablesNoRule,
  isShort,
];

/** Everything that is wrong with a file, as `path: problem`. */
export const violationsOf = (file: SourceFile, packages: PackageExports): string[] =>
  RULES.flatMap((rule) => rule(file, packages).map((problem) => `${file.path}: ${problem}`));
