/** What one layer says: it lets through, it refuses, or it says nothing. */
export type LayerVerdict = "pass" | "deny" | "not_said";

export type LayerName = "server" | "administrator" | "user";

export type Layers = Readonly<Record<LayerName, LayerVerdict>>;

export const layerNames: readonly LayerName[] = ["server", "administrator", "user"];

/** The first layer that refuses, in their order; null when none does. */
export function refusingLayer(layers: Layers): LayerName | null {
  return layerNames.find((name) => layers[name] === "deny") ?? null;
}

const verdictWords: Record<LayerVerdict, string> = { pass: "allows", deny: "denies", not_said: "says nothing" };
const layerWords: Record<LayerName, string> = {
  server: "Server default",
  administrator: "Administrator",
  user: "User",
};

/** "Server default allows, Administrator denies (decides), User says nothing" */
export function layersSentence(layers: Layers, deciding: LayerName | null): string {
  return layerNames
    .map((name) => `${layerWords[name]} ${verdictWords[layers[name]]}${name === deciding ? " (decides)" : ""}`)
    .join(", ");
}

/** What becomes of a call. */
export type Effect = "allow" | "deny" | "require_approval" | "require_approval_with_step_up";

export type TriState = "off" | "default" | "on";

/** A stored switch as one of the three positions. */
export function triStateOf(value: boolean | null): TriState {
  return value === null ? "default" : value ? "on" : "off";
}

/** The position back as what is stored. Anything else is `default`: an unknown position must not grant. */
export function valueOfTriState(state: string): boolean | null {
  return state === "on" ? true : state === "off" ? false : null;
}
