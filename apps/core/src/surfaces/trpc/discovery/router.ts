import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { search } from "./search.ts";
import { set } from "./set.ts";
import { setDefault } from "./set-default.ts";
import { settings } from "./settings.ts";
import { show } from "./show.ts";

export const discoveryRouter = (deps: TrpcDeps) =>
  router({
    settings: settings(deps),
    show: show(deps),
    setDefault: setDefault(deps),
    set: set(deps),
    search: search(deps),
  });
