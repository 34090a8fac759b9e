import { existsSync, readdirSync, readFileSync } from "node:fs";
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

/**
 * Serves the Console's static export: `/servers` is `servers.html`, hashed assets are cached for good, pages are asked
 * for again each time and carry a Content-Security-Policy of their own.
 * @param directory `out/` of the build
 */
export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  const hashesFile = path.join(directory, HASHES_FILE);
  const hashes: Record<string, string[]> = existsSync(hashesFile) ? JSON.parse(readFileSync(hashesFile, "utf8")) : {};
  const policies = new Map(Object.entries(hashes).map(([page, list]) => [page, pagePolicy(list)]));
  const strictest = pagePolicy([]);
  await app.register(fastifyStatic, {
    root: directory,
    index: false,
    cacheControl: false,
    allowedPath: (pathName) => pathName !== `/${HASHES_FILE}`,
    setHeaders(response, file) {
      const relative = `/${path.relative(directory, file).split(path.sep).join("/")}`;
      if (relative.endsWith(".html")) response.header("content-security-policy", policies.get(relative) ?? strictest);
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
