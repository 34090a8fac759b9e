import type { Json } from "../fixture/wire.ts";

/** Answers of the person and the model behind the client: defaults where a form has them. */
export function answerQuestion(method: string, params: Json): Json {
  if (method === "roots/list") return { roots: [{ uri: "file:///srv/project", name: "project" }] };
  if (method === "sampling/createMessage")
    return { role: "assistant", content: { type: "text", text: "Paris" }, model: "probe", stopReason: "endTurn" };
  const { properties = {} } = (params.requestedSchema ?? {}) as { properties?: Record<string, Json> };
  const content = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      schema.default ?? (schema.type === "boolean" ? true : schema.type === "string" ? "Alice" : 1),
    ]),
  );
  return { action: "accept", content };
}

export const ALL_CAPABILITIES: Json = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} };
