import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { add } from "./add.ts";
import { list } from "./list.ts";
import { mine } from "./mine.ts";
import { remove } from "./remove.ts";
import { update } from "./update.ts";

export const principalsRouter = (deps: TrpcDeps) =>
  router({ list: list(deps), mine: mine(deps), add: add(deps), update: update(deps), remove: remove(deps) });
