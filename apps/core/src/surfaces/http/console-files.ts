import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { pagePolicy } from "./security-headers.ts";

/** Page path (`/servers.html`) → hashes of its inline scripts, taken when the Console was built. */
const HASHES_FILE = "csp.json";

const pagesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => file.endsWith(".html") && file !== "index.html" && file !== "404.html" && !file.startsWith("_"));

/** The policy of a page. Read again when the Console was built anew, so that Core does not block its new scripts. */
function createPolicies(file: string): (page: string) => string {
  const strictest = pagePolicy([]);
  let policies = new Map<string, string>();
  let readAt = Number.NaN;
  return (page) => {
    const builtAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (builtAt !== readAt) {
      const hashes: Record<string, string[]> = builtAt === 0 ? {} : JSON.parse(readFileSync(file, "utf8"));
      policies = new Map(Object.entries(hashes).map(([name, list]) => [name, pagePolicy(list)]));
      readAt = builtAt;
    }
    return policies.get(page) ?? strictest;
  };
}

/**
 * Serves the Console's static export: `/servers` is `servers.html`, hashed assets are cached for good, pages are asked
 * for again each time and carry a Content-Security-Policy of their own.
 * @param directory `out/` of the build
 */
export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  const policyOf = createPolicies(path.join(directory, HASHES_FILE));
  await app.register(fastifyStatic, {
    root: directory,
    index: false,
    cacheControl: false,
    allowedPath: (pathName) => pathName !== `/${HASHES_FILE}`,
    setHeaders(response, file) {
      const relative = `/${path.relative(directory, file).split(path.sep).join("/")}`;
      if (relative.endsWith(".html")) response.header("content-security-policy", policyOf(relative));
      response.header(
        "cache-control",
        relative.startsWith("/_next/static/") ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
  // A page may share its name with a folder of more pages, so each has a route of its own.
  for (const page of pagesIn(directory))
    app.get(`/${page.slice(0, -".html".length)}`, (_request, reply) => reply.sendFile(page));
}

/** Whether there is a build to serve. */
export const isConsoleBuilt = (directory: string): boolean => existsSync(path.join(directory, "index.html"));
