import type { PrismaClient } from "@peta/db";
import { newId } from "../adapters/crypto/index.ts";
import { createDocumentReader } from "../adapters/documents/index.ts";
import { createMcpConnector } from "../adapters/mcp-client/index.ts";
import { createFindPrincipalById } from "../adapters/prisma/find-principal-by-id.ts";
import { createServerSignInStore } from "../adapters/prisma/server-sign-in-store.ts";
import { createServerStore } from "../adapters/prisma/server-store.ts";
import { createServerValuesStore } from "../adapters/prisma/server-values-store.ts";
import { createSkillStore } from "../adapters/prisma/skill-store.ts";
import { createTemplateStore } from "../adapters/prisma/template-store.ts";
import { createSignInFlow } from "../adapters/server-sign-in/index.ts";
import type { Config } from "../config.ts";
import { createImportsModule } from "../modules/imports/index.ts";
import { createServersModule, defaultServerLimits, type ServersDeps } from "../modules/servers/index.ts";
import { createSkillsModule, DEFAULT_SKILL_LIMITS } from "../modules/skills/index.ts";
import { createTemplatesModule } from "../modules/templates/index.ts";

type Given =
  | "vault"
  | "events"
  | "clock"
  | "log"
  | "audit"
  | "findRelated"
  | "isServerOpen"
  | "consoleUrl"
  | "publicUrl"
  | "settled";

/** The servers module on the database, with connections to real servers. */
export function createServerParts({
  prisma,
  config,
  version,
  ...deps
}: Pick<ServersDeps, Given> & {
  prisma: PrismaClient;
  config: Pick<Config, "serverEnvironment" | "allowedPrograms" | "dataDir">;
  version: string;
}) {
  const { clock, log } = deps;
  const serverStore = createServerStore({ prisma });
  const limits = {
    ...defaultServerLimits,
    allowedPrograms: config.allowedPrograms,
    protectedDirectory: config.dataDir,
  };
  const skillStore = createSkillStore({ prisma, newId });
  const servers = createServersModule({
    ...deps,
    store: serverStore,
    values: createServerValuesStore({ prisma, now: () => clock.now() }),
    connector: createMcpConnector({
      log,
      clock,
      clientInfo: { name: "peta", version },
      environment: config.serverEnvironment,
      skills: skillStore,
      protectedDirectory: config.dataDir,
    }),
    signIns: createServerSignInStore({ prisma }),
    signInFlow: createSignInFlow({ clock, log, userAgent: `peta/${version}` }),
    findPrincipalById: createFindPrincipalById({ prisma }),
    documents: createDocumentReader({ clock, userAgent: `peta/${version}` }),
    newId,
    random: Math.random,
    limits,
  });
  const skills = createSkillsModule({
    store: skillStore,
    audit: deps.audit,
    clock,
    limits: DEFAULT_SKILL_LIMITS,
    listUses: servers.listSkillUses,
  });
  const templates = createTemplatesModule({
    store: createTemplateStore({ prisma, newId }),
    audit: deps.audit,
    clock,
    limits,
    addServer: servers.add,
  });
  const imports = createImportsModule({
    audit: deps.audit,
    limits,
    listServerIds: async (id) => (await serverStore.listCatalogued(id)).map(({ server }) => server.serverId),
  });
  return { servers, serverStore, skills, templates, imports };
}
