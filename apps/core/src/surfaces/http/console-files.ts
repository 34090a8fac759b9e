import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { pagePolicy } from "./security-headers.ts";

/**
 * Serves the Console's static export: `/servers` is `servers.html`, hashed assets are cached for good, pages are asked
 * for again each time and carry a Content-Security-Policy of their own.
 * @param directory `out/` of the build, with `csp.json` (page path → hashes of its inline scripts)
 */
export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  const hashesFile = path.join(directory, "csp.json");
  const hashes: Record<string, string[]> = existsSync(hashesFile) ? JSON.parse(readFileSync(hashesFile, "utf8")) : {};
  const policies = new Map(Object.entries(hashes).map(([page, list]) => [page, pagePolicy(list)]));
  const strictest = pagePolicy([]);
  await app.register(fastifyStatic, {
    root: directory,
    extensions: ["html"],
    index: ["index.html"],
    cacheControl: false,
    decorateReply: true,
    setHeaders(response, file) {
      const relative = `/${path.relative(directory, file).split(path.sep).join("/")}`;
      if (relative.endsWith(".html")) response.header("content-security-policy", policies.get(relative) ?? strictest);
      response.header("cache-control", relative.startsWith("/_next/static/") ? "public, max-age=31536000, immutable" : "no-cache");
    },
    globIgnore: ["csp.json"],
  });
}

/** Whether there is a build to serve. */
export const isConsoleBuilt = (directory: string): boolean => existsSync(path.join(directory, "index.html"));
