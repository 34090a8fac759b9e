/** Ports of the web, for a host that is listed without one. */
const WEB_PORTS = new Set([80, 443]);

/**
 * Whether a program may reach a host. A listed name is that host and no other; `*.example.com` is every host below
 * example.com, and not itself. Without a port, the ports of the web; with one, that port alone.
 */
export function createHostList(allowed: readonly string[]): (host: string, port: number) => boolean {
  const entries = allowed.map((entry) => {
    const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    return { name, port: port === undefined ? null : Number(port) };
  });
  return (host, port) => {
    const wanted = host.toLowerCase().replace(/\.$/, "");
    // Whoever dials another one gets an exception instead of a socket.
    if (!(port > 0 && port <= 65_535)) return false;
    return entries.some(
      (entry) =>
        (entry.port === null ? WEB_PORTS.has(port) : entry.port === port) &&
        (entry.name.startsWith("*.") ? wanted.endsWith(entry.name.slice(1)) : wanted === entry.name),
    );
  };
}
