import type { ServerSettings } from "@peta/contract";

/** What the form of a server's settings holds: texts as typed; "" is the installation's default. Times in seconds. */
export interface SettingsDraft {
  connection: string;
  era: string;
  maxConcurrentRequests: string;
  maxQueuedRequests: string;
  callTimeout: string;
  silenceTimeout: string;
  keepAlive: string;
  /** In MiB. */
  maxAnswer: string;
  idleStop: "default" | "never" | "after";
  idleStopAfter: string;
  warmUp: boolean;
  idempotentTools: ReadonlySet<string>;
  /** One a line. */
  extensionMethods: string;
  /** Null: the default of its transport. */
  questions: ReadonlySet<string> | null;
}

const MEBIBYTE = 1_048_576;
const secondsText = (ms: number | null | undefined): string => (typeof ms === "number" ? String(ms / 1_000) : "");
const numberText = (value: number | undefined): string => (value === undefined ? "" : String(value));

/** The draft of stored settings. */
export function draftOfSettings(settings: ServerSettings): SettingsDraft {
  const { idleStopMs } = settings;
  return {
    connection: settings.connection ?? "",
    era: settings.era ?? "",
    maxConcurrentRequests: numberText(settings.maxConcurrentRequests),
    maxQueuedRequests: numberText(settings.maxQueuedRequests),
    callTimeout: secondsText(settings.callTimeoutMs),
    silenceTimeout: secondsText(settings.silenceTimeoutMs),
    keepAlive: secondsText(settings.keepAliveMs),
    maxAnswer: settings.maxAnswerBytes === undefined ? "" : String(settings.maxAnswerBytes / MEBIBYTE),
    idleStop: idleStopMs === undefined ? "default" : idleStopMs === null ? "never" : "after",
    idleStopAfter: secondsText(idleStopMs),
    warmUp: settings.warmUp ?? false,
    idempotentTools: new Set(settings.idempotentTools),
    extensionMethods: (settings.extensionMethods ?? []).join("\n"),
    questions: settings.questions ? new Set(settings.questions) : null,
  };
}

const numberOf = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text));
/** Core counts whole milliseconds. */
const millisecondsOf = (text: string): number | undefined => {
  const seconds = numberOf(text);
  return seconds === undefined ? undefined : Math.round(seconds * 1_000);
};

const bytesOf = (text: string): number | undefined => {
  const mebibytes = numberOf(text);
  return mebibytes === undefined ? undefined : Math.round(mebibytes * MEBIBYTE);
};

/** What Core is sent, as a whole. What is at its default is left out, so that it follows the installation. */
export function toSettings(draft: SettingsDraft): Record<string, unknown> {
  const methods = draft.extensionMethods.split(/[\s,]+/).filter(Boolean);
  const all: Record<string, unknown> = {
    connection: draft.connection || undefined,
    era: draft.era || undefined,
    maxConcurrentRequests: numberOf(draft.maxConcurrentRequests),
    maxQueuedRequests: numberOf(draft.maxQueuedRequests),
    callTimeoutMs: millisecondsOf(draft.callTimeout),
    silenceTimeoutMs: millisecondsOf(draft.silenceTimeout),
    keepAliveMs: millisecondsOf(draft.keepAlive),
    idleStopMs: idleStopOf(draft),
    maxAnswerBytes: bytesOf(draft.maxAnswer),
    warmUp: draft.warmUp || undefined,
    idempotentTools: draft.idempotentTools.size > 0 ? [...draft.idempotentTools] : undefined,
    extensionMethods: methods.length > 0 ? methods : undefined,
    questions: draft.questions ? [...draft.questions] : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function idleStopOf({ idleStop, idleStopAfter }: SettingsDraft): number | null | undefined {
  if (idleStop === "never") return null;
  // An empty time is a mistake of the form, not the default.
  return idleStop === "default" ? undefined : (millisecondsOf(idleStopAfter) ?? Number.NaN);
}

const bounds = {
  maxConcurrentRequests: { min: 1, max: 1_000, of: "a whole number" },
  maxQueuedRequests: { min: 0, max: 100_000, of: "a whole number" },
  callTimeout: { min: 0.1, max: 86_400, of: "a number of seconds" },
  silenceTimeout: { min: 0.1, max: 86_400, of: "a number of seconds" },
  keepAlive: { min: 1, max: 86_400, of: "a number of seconds" },
  idleStopAfter: { min: 1, max: 86_400, of: "a number of seconds" },
  maxAnswer: { min: 1, max: 65_536, of: "a number of MiB" },
} as const;

export type NumberField = keyof typeof bounds;

/** What is wrong with the numbers, in the units that they were typed in: the contract would answer in milliseconds. */
export function settingsProblems(draft: SettingsDraft): Partial<Record<NumberField, string>> {
  const problems: Partial<Record<NumberField, string>> = {};
  for (const [name, { min, max, of }] of Object.entries(bounds) as [NumberField, (typeof bounds)[NumberField]][]) {
    if (name === "idleStopAfter" && draft.idleStop !== "after") continue;
    const value = numberOf(draft[name]);
    const isMissing = value === undefined && name === "idleStopAfter";
    const isWrong =
      value !== undefined && !(value >= min && value <= max && (of !== "a whole number" || Number.isInteger(value)));
    if (isMissing || isWrong) problems[name] = `Give ${of} from ${min} to ${max.toLocaleString("en")}.`;
  }
  return problems;
}
