import {
  type AuditChannel,
  auditChannelSchema,
  auditOutcomeSchema,
  type AuditOutcome,
  type ListAuditInput,
} from "@peta/contract";

/** The filters of the audit page; their names are the parameters of its address. */
export interface AuditFilters {
  outcome?: AuditOutcome | undefined;
  principalId?: string | undefined;
  serverId?: string | undefined;
  capability?: string | undefined;
  action?: string | undefined;
  channel?: AuditChannel | undefined;
  /** Days as the person picked them: "2026-11-23", in their time zone. */
  from?: string | undefined;
  to?: string | undefined;
}

export const AUDIT_FILTER_NAMES = [
  "outcome",
  "principalId",
  "serverId",
  "capability",
  "action",
  "channel",
  "from",
  "to",
] as const satisfies readonly (keyof AuditFilters)[];

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the address; what does not fit is left out rather than sent to Core. */
export function readAuditFilters(params: { get: (name: string) => string | null }): AuditFilters {
  const filters: AuditFilters = {};
  for (const name of AUDIT_FILTER_NAMES) {
    const value = params.get(name)?.trim();
    if (!value) continue;
    if (name === "outcome") filters.outcome = auditOutcomeSchema.safeParse(value).data;
    else if (name === "channel") filters.channel = auditChannelSchema.safeParse(value).data;
    else if (name === "from" || name === "to") {
      if (dayPattern.test(value) && !Number.isNaN(Date.parse(value))) filters[name] = value;
    } else filters[name] = value;
  }
  return filters;
}

/** The address of the audit page with these filters. */
export function auditHref(filters: AuditFilters): string {
  const params = new URLSearchParams();
  for (const name of AUDIT_FILTER_NAMES) {
    const value = filters[name];
    if (value) params.set(name, value);
  }
  const query = params.toString();
  return query ? `/audit?${query}` : "/audit";
}

/** What Core is asked: days become moments, the last day is included. */
export function auditQuery(filters: AuditFilters): ListAuditInput {
  const { from, to, ...same } = filters;
  const startOf = (day: string, plusDays = 0) => {
    const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
    return new Date(year, month - 1, date + plusDays).toISOString();
  };
  return { ...same, ...(from && { from: startOf(from) }), ...(to && { to: startOf(to, 1) }) };
}

/** How many filters are set. */
export const countFilters = (filters: AuditFilters): number =>
  AUDIT_FILTER_NAMES.filter((name) => filters[name]).length;
