/** A page of the Console: for the rail, the palette and the `g` shortcuts. */
export interface Place {
  href: string;
  label: string;
  icon:
    | "overview"
    | "approvals"
    | "servers"
    | "principals"
    | "permissions"
    | "policies"
    | "oauthClients"
    | "network"
    | "publicAccess"
    | "discovery"
    | "audit"
    | "ownServers"
    | "ownClients"
    | "sessions"
    | "settings";
  shortcut: string;
  section: "" | "Access" | "Yours" | "Installation";
  /** Other words one may look for. */
  keywords: string;
  /** Only owners and admins find something there. */
  forAdministrators: boolean;
}

/** Every page one can go to, in the order of the rail. */
export const places: readonly Place[] = [
  {
    href: "/",
    label: "Overview",
    icon: "overview",
    shortcut: "g o",
    section: "",
    keywords: "home dashboard calls",
    forAdministrators: false,
  },
  {
    href: "/approvals",
    label: "Approvals",
    icon: "approvals",
    shortcut: "g i",
    section: "",
    keywords: "inbox approve reject waiting decide",
    forAdministrators: false,
  },
  {
    href: "/servers",
    label: "Servers",
    icon: "servers",
    shortcut: "g s",
    section: "",
    keywords: "mcp tools capabilities",
    forAdministrators: true,
  },
  {
    href: "/audit",
    label: "Audit",
    icon: "audit",
    shortcut: "g a",
    section: "",
    keywords: "activity log records calls",
    forAdministrators: true,
  },
  {
    href: "/principals",
    label: "People & agents",
    icon: "principals",
    shortcut: "g p",
    section: "Access",
    keywords: "principals users tokens",
    forAdministrators: true,
  },
  {
    href: "/permissions",
    label: "Permissions",
    icon: "permissions",
    shortcut: "g e",
    section: "Access",
    keywords: "effective access layers",
    forAdministrators: false,
  },
  {
    href: "/policies",
    label: "Policies",
    icon: "policies",
    shortcut: "g r",
    section: "Access",
    keywords: "rules cel explain",
    forAdministrators: true,
  },
  {
    href: "/oauth-clients",
    label: "OAuth clients",
    icon: "oauthClients",
    shortcut: "g l",
    section: "Access",
    keywords: "applications sign in consent grants client credentials secret",
    forAdministrators: true,
  },
  {
    href: "/network",
    label: "Network & limits",
    icon: "network",
    shortcut: "g n",
    section: "Access",
    keywords: "ip address rules allow list rate limit requests",
    forAdministrators: true,
  },
  {
    href: "/public-access",
    label: "Public access",
    icon: "publicAccess",
    shortcut: "g u",
    section: "Access",
    keywords: "anonymous anybody without sign-in open mcp/public",
    forAdministrators: true,
  },
  {
    href: "/discovery",
    label: "Discovery & cache",
    icon: "discovery",
    shortcut: "g d",
    section: "Access",
    keywords: "profile flat hybrid strict search tools result cache answers purge ttl",
    forAdministrators: true,
  },
  {
    href: "/my-servers",
    label: "My servers",
    icon: "ownServers",
    shortcut: "g m",
    section: "Yours",
    keywords: "own values credentials configure keys",
    forAdministrators: false,
  },
  {
    href: "/my-clients",
    label: "My clients",
    icon: "ownClients",
    shortcut: "g c",
    section: "Yours",
    keywords: "applications switches sessions devices agents",
    forAdministrators: false,
  },
  {
    href: "/sessions",
    label: "Browser sessions",
    icon: "sessions",
    shortcut: "g b",
    section: "Yours",
    keywords: "sign out devices",
    forAdministrators: false,
  },
  {
    href: "/settings",
    label: "Settings",
    icon: "settings",
    shortcut: "g t",
    section: "Installation",
    keywords: "status version endpoint theme",
    forAdministrators: false,
  },
];

/** The pages that make sense for this person. */
export const placesFor = (isAdministrator: boolean): Place[] =>
  places.filter((place) => isAdministrator || !place.forAdministrators);
