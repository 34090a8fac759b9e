// Runs before the first paint, as a file of its own: an inline script would need a hash in the policy.
try {
  var theme = localStorage.getItem("peta-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (_) {
  // Storage refused: the system's colour scheme stays.
}
