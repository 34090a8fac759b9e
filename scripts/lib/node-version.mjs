const OLDEST = [20, 19];

/**
 * Says what to do when this Node cannot run the set-up. Kept in syntax that old versions read.
 *
 * @param {string} version such as `20.19.0`
 * @returns {string | undefined} undefined when it is new enough
 */
export function explainNodeVersion(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return (
    `Peta needs Node ${OLDEST.join(".")} or later to set itself up; this is ${version}.\n` +
    "Install a current Node (https://nodejs.org), then try again."
  );
}
