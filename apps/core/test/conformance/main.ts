/** `pnpm conformance [--full] [--write]`: runs the suites and the features; `--write` writes docs/mcp-support.md. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ALL_LEGS, CI_LEGS } from "./legs.ts";
import { renderSupport } from "./render-support.ts";
import { runEverything } from "./run-everything.ts";
import { createStage } from "./stage.ts";

const PAGE = path.resolve(import.meta.dirname, "../../../../docs/mcp-support.md");
const { values } = parseArgs({ options: { full: { type: "boolean" }, write: { type: "boolean" } } });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const stage = await createStage();
const page = renderSupport(await runEverything(stage, values.full === true ? ALL_LEGS : CI_LEGS, say));
await stage.stop();
if (values.write === true) writeFileSync(PAGE, page);
else say(page);
