import type { Caller } from "../principals/principal.ts";

/**
 * Has a verb answer only when what it changed is in force: what an administrator has closed is closed for the next call
 * (A7), and what was added can be permitted. Where policy cannot be read it fails, with the change stored.
 */
export const answeringInForce =
  (settled: (workspaceId: string) => Promise<void>) =>
  <Input, Answer>(verb: (actor: Caller, input: Input) => Promise<Answer>) =>
  async (actor: Caller, input: Input): Promise<Answer> => {
    const answer = await verb(actor, input);
    await settled(actor.principal.workspaceId);
    return answer;
  };
