import type { Api } from "./create-test-core.ts";

/** Adds an agent and answers a token of its own. */
export async function addAgent(owner: Api, principalId: string): Promise<string> {
  await owner.principals.add.mutate({ principalId, kind: "agent" });
  return (await owner.tokens.create.mutate({ principalId })).token;
}

/** Tokens of agents by name; each is added when it is first asked for. */
export function createAgentTokens(owner: Api): (agent: string) => Promise<string> {
  const tokens = new Map<string, Promise<string>>();
  return (agent) => {
    let token = tokens.get(agent);
    if (!token) tokens.set(agent, (token = addAgent(owner, agent)));
    return token;
  };
}
