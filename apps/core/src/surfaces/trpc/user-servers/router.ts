import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { configure } from "./configure.ts";
import { list } from "./list.ts";
import { unconfigure } from "./unconfigure.ts";

export const userServersRouter = (deps: TrpcDeps) =>
  router({ list: list(deps), configure: configure(deps), unconfigure: unconfigure(deps) });
