import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cliPage } from "./api-docs/cli-page.ts";
import { errorsPage } from "./api-docs/errors-page.ts";
import { trpcPage } from "./api-docs/trpc-page.ts";

// Writes docs/api/{trpc,errors,cli}.md from the code itself: `node scripts/generate-api-docs.ts`. With --check, writes
// nothing and exits with 1 when a page is not what the code says.
const directory = path.resolve(import.meta.dirname, "../docs/api");
const HEAD =
  "<!-- Written by scripts/generate-api-docs.ts from the code. Do not edit: run `node scripts/generate-api-docs.ts`. -->\n\n";
const pages: Record<string, string> = { "trpc.md": trpcPage(), "errors.md": await errorsPage(), "cli.md": cliPage() };

const read = (file: string): string | null => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
};

const stale = Object.entries(pages).filter(([name, page]) => read(path.join(directory, name)) !== HEAD + page);
if (process.argv.includes("--check")) {
  for (const [name] of stale)
    console.error(
      `docs/api/${name} is not what the code says. Run \`node scripts/generate-api-docs.ts\` and commit the result.`,
    );
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(directory, { recursive: true });
  for (const [name, page] of stale) {
    writeFileSync(path.join(directory, name), HEAD + page);
    console.log(`wrote docs/api/${name}`);
  }
}
