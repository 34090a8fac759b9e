import path from "node:path";
import type { NextConfig } from "next";

const root = path.resolve(import.meta.dirname, "../..");

export default {
  // Core serves the exported files; no Next server runs in production.
  output: "export",
  // Without trailing slashes: the page of `/servers` is `out/servers.html`, of `/` it is `out/index.html`.
  trailingSlash: false,
  images: { unoptimized: true },
  reactStrictMode: true,
  poweredByHeader: false,
  transpilePackages: ["@peta/ui", "@peta/contract"],
  turbopack: { root },
  outputFileTracingRoot: root,
  // `npm run check` does it once for the whole repository, Core's router types included.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // Core prints this address, and Next's own list has `localhost` only.
  allowedDevOrigins: ["127.0.0.1"],
} satisfies NextConfig;
