// A process of its own: what strips types takes 20 MB, and would stay in Core for as long as Core runs.
import { CACHE, SOURCES } from "./places.mjs";
import { keepStripped } from "./stripped-files.mjs";

keepStripped(CACHE, SOURCES);
