// Stands for the bootstrap in the tests: runs argv[2] in the foreground, as `npm start` runs Core.
import { runForeground } from "../foreground.mjs";

const root = import.meta.dirname;
process.exitCode = await runForeground({ root, env: process.env }, process.execPath, process.argv.slice(2));
