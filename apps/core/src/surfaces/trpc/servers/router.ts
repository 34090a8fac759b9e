import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { acceptInstructions } from "./accept-instructions.ts";
import { acceptWording } from "./accept-wording.ts";
import { add } from "./add.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { log } from "./log.ts";
import { parseRestDefinition } from "./parse-rest-definition.ts";
import { previewOpenApi } from "./preview-open-api.ts";
import { previewImport } from "./preview-import.ts";
import { readLog } from "./read-log.ts";
import { refresh } from "./refresh.ts";
import { remove } from "./remove.ts";
import { restDefinition } from "./rest-definition.ts";
import { restart } from "./restart.ts";
import { setCapability } from "./set-capability.ts";
import { signOut } from "./sign-out.ts";
import { startSignIn } from "./start-sign-in.ts";
import { test } from "./test.ts";
import { update } from "./update.ts";

export const serversRouter = (deps: TrpcDeps) =>
  router({
    list: list(deps),
    get: get(deps),
    add: add(deps),
    update: update(deps),
    remove: remove(deps),
    test: test(deps),
    refresh: refresh(deps),
    restart: restart(deps),
    startSignIn: startSignIn(deps),
    signOut: signOut(deps),
    log: log(deps),
    readLog: readLog(deps),
    previewImport: previewImport(deps),
    setCapability: setCapability(deps),
    acceptInstructions: acceptInstructions(deps),
    acceptWording: acceptWording(deps),
    previewOpenApi: previewOpenApi(deps),
    parseRestDefinition: parseRestDefinition(deps),
    restDefinition: restDefinition(deps),
  });
