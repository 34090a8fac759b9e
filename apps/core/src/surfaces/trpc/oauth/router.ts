import type { TrpcDeps } from "../deps.ts";
import { router } from "../trpc.ts";
import { addClient } from "./add-client.ts";
import { consent } from "./consent.ts";
import { decideConsent } from "./decide-consent.ts";
import { listClients } from "./list-clients.ts";
import { listGrants } from "./list-grants.ts";
import { removeClient } from "./remove-client.ts";
import { revokeGrant } from "./revoke-grant.ts";
import { setClient } from "./set-client.ts";

export const oauthRouter = (deps: TrpcDeps) =>
  router({
    listClients: listClients(deps),
    addClient: addClient(deps),
    setClient: setClient(deps),
    removeClient: removeClient(deps),
    listGrants: listGrants(deps),
    revokeGrant: revokeGrant(deps),
    consent: consent(deps),
    decideConsent: decideConsent(deps),
  });
