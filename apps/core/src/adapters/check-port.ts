import { createServer } from "node:net";

/**
 * Rejects as listening would (EADDRINUSE, EACCES): asked before a start leaves anything behind. Whoever takes the port
 * after this is found when Core listens.
 */
export function checkPort({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
