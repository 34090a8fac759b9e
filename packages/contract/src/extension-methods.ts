import { z } from "zod";

/**
 * Namespaces of the protocol itself, whole: what a later revision adds there is not let through unseen either. Core's own
 * is among them.
 */
const PROTOCOL_NAMESPACES: ReadonlySet<string> = new Set([
  "completion",
  "elicitation",
  "initialize",
  "logging",
  "notifications",
  "peta",
  "ping",
  "prompts",
  "resources",
  "roots",
  "sampling",
  "server",
  "subscriptions",
  "tasks",
  "tools",
]);

const METHOD = /^[A-Za-z][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)*\/(?:[A-Za-z0-9_.-]+|\*)$/;
const MAX_LENGTH = 128;

const isOfProtocol = (method: string): boolean =>
  PROTOCOL_NAMESPACES.has(method.slice(0, method.indexOf("/")).toLowerCase());

/** Whether a method can be one of an extension: of the form `vendor/name`, outside the protocol. */
export const isExtensionMethod = (method: string): boolean =>
  method.length <= MAX_LENGTH && METHOD.test(method) && !method.endsWith("*") && !isOfProtocol(method);

/** A method of an extension, or all of a vendor: `vendor/name`, `vendor/*`. */
export const extensionMethodSchema = z
  .string()
  .max(MAX_LENGTH)
  .regex(METHOD, "A method is written vendor/name, or vendor/* for all of a vendor")
  .refine((method) => !isOfProtocol(method), "This method belongs to the protocol, which Core answers itself");
