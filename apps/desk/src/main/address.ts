import { DeskError } from "./desk-error.ts";

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether what is sent to this host stays on this machine. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/**
 * The address of a Core as a person writes it: `peta.example.com`, `localhost:3002`, a whole URL. Answers its origin.
 * Plain http is for this machine alone: a token would be readable on the way. Throws desk.address_invalid,
 * desk.insecure_http.
 */
export function parseCoreAddress(text: string): string {
  const typed = text.trim();
  const bareHost = /^(\[[^\]]*\]|[^/:]*)/.exec(typed)?.[0].toLowerCase() ?? "";
  const url = URL.parse(typed.includes("://") ? typed : `${isLoopback(bareHost) ? "http" : "https"}://${typed}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "")
    throw new DeskError("desk.address_invalid", "This is not an address. It looks like https://peta.example.com.");
  if (url.username !== "" || url.password !== "")
    throw new DeskError("desk.address_invalid", "An address must not hold a user name or a password.");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw new DeskError(
      "desk.insecure_http",
      "Desk talks to other computers over https only: with http, others could read along. Use an address that begins with https.",
    );
  return url.origin;
}
