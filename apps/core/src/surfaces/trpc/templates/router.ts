import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { addServer } from "./add-server.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { save } from "./save.ts";

export const templatesRouter = (deps: TrpcDeps) =>
  router({
    list: list(deps),
    get: get(deps),
    save: save(deps),
    remove: remove(deps),
    addServer: addServer(deps),
  });
