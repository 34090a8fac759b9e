import { cpus, totalmem } from "node:os";

export interface Row {
  what: string;
  measured: string;
  bar: string;
  /** Null: no bar to hold. */
  isMet: boolean | null;
}

const mark = ({ isMet }: Row): string => (isMet === null ? "" : isMet ? "yes" : "**no**");

/** The table of `docs/performance.md`. */
export function toMarkdown(rows: readonly Row[], details: readonly string[]): string {
  return [
    "# Performance",
    "",
    "Written by `npm run bench`, which starts Core with its embedded database on a scratch directory with everything on (token,",
    "three layers, 50 rules of which 10 look at the call's arguments, durable audit), a bare echo server, and a reverse proxy that",
    "only copies bytes. Proxy and Core are loaded in turn in the same run; quote the ratios, the absolute figures belong to the machine.",
    "A round is loaded again where other programs took more than 6 % of the machine meanwhile: they would take it from whoever was",
    "measured just then. Each figure is the median of seven rounds.",
    "",
    `Measured ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB.`,
    "",
    "| What | Measured | Bar | Met |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.what} | ${row.measured} | ${row.bar} | ${mark(row)} |`),
    "",
    "## Behind the ratios",
    "",
    ...details.map((line) => `- ${line}`),
    "",
    "## Soak",
    "",
    "`npm run bench -- --soak` loads Core with everything it takes for ten minutes: clients of both eras come and leave without ending",
    "their sessions, and the stdio server is restarted every ten seconds. Descriptors and processes return to what they were. Memory",
    "grows to what V8 takes under full load, and is given back within a minute after it; what stays then are the sessions that nobody",
    "has ended yet, about nine thousand of 5 KiB each.",
    "",
    "![Memory, descriptors and processes of Core during a soak](images/soak.svg)",
    "",
  ].join("\n");
}
