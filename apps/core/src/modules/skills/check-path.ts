import { refuseSkills } from "./skill-errors.ts";
import type { SkillLimits } from "./skill-limits.ts";

/** Names that mean a device on Windows, whatever ending they have. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * The path of an archive's entry in its only spelling: relative, with slashes, in Unicode's composed form. Anything that
 * could mean another place, here or where somebody unpacks the skill later, is refused (A60). Throws skill.refused.
 */
export function checkPath(path: string, limits: SkillLimits): string {
  const shown = JSON.stringify(path.slice(0, 120));
  const refuse = (why: string) => refuseSkills(`The archive's entry ${shown} ${why}. Nothing of it was taken.`);
  if (path.length > limits.pathLength) throw refuse(`has a path longer than ${limits.pathLength} characters`);
  if (path === "" || path.startsWith("/") || /^[a-z]:/i.test(path)) throw refuse("has an absolute path");
  if (path.includes("\\")) throw refuse("has a backslash in its path");
  if (/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(path)) throw refuse("has characters in its path that nobody sees");
  const segments = path.split("/");
  if (segments.length > limits.depth + 1) throw refuse(`lies more than ${limits.depth} directories deep`);
  for (const segment of segments) {
    if (segment === "" || segment === "." || segment === "..") throw refuse("has a path that is not canonical");
    if (/[. ]$/.test(segment) || DEVICE.test(segment) || /[<>:"|?*]/.test(segment))
      throw refuse("has a name that is no name on every system");
  }
  return path.normalize("NFC");
}
