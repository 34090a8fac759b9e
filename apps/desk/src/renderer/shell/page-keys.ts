/** Every key, for the dialog behind `?`. */
export const PAGE_KEYS = [
  { keys: "g a", label: "Approvals", group: "Go to" },
  { keys: "g c", label: "Clients", group: "Go to" },
  { keys: "g o", label: "Own credentials", group: "Go to" },
  { keys: "g s", label: "Sessions", group: "Go to" },
  { keys: "g ,", label: "Settings", group: "Go to" },
  { keys: "j", label: "Next", group: "Approvals" },
  { keys: "k", label: "Previous", group: "Approvals" },
  { keys: "enter", label: "Into the one that is picked", group: "Approvals" },
  { keys: "a", label: "Approve", group: "Approvals" },
  { keys: "e", label: "Edit the arguments", group: "Approvals" },
  { keys: "r", label: "Reject", group: "Approvals" },
  { keys: "?", label: "These keys", group: "Everywhere" },
] as const;
