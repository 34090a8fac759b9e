import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { diff } from "./diff.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { readFile } from "./read-file.ts";
import { remove } from "./remove.ts";
import { upload } from "./upload.ts";

export const skillsRouter = (deps: TrpcDeps) =>
  router({
    list: list(deps),
    get: get(deps),
    readFile: readFile(deps),
    diff: diff(deps),
    upload: upload(deps),
    remove: remove(deps),
  });
