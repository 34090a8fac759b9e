import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** JavaScript of the product's TypeScript. */
export const CACHE = path.join(root, "node_modules/.peta-types");
/** What Core is made of. */
export const SOURCES = ["apps/core/src", "packages/contract/src", "packages/policy/src", "packages/db/src"].map(
  (place) => path.join(root, place),
);
