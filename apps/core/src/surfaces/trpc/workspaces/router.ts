import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { add } from "./add.ts";
import { list } from "./list.ts";
import { switchTo } from "./switch.ts";
import { update } from "./update.ts";

export const workspacesRouter = (deps: TrpcDeps) =>
  router({ list: list(deps), add: add(deps), update: update(deps), switch: switchTo(deps) });
