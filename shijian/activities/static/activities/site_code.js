// The code on site, computed on this device: the same as `activities.queries.codes.site_code` on the server.
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH = 6;
const bytes = (text) => new TextEncoder().encode(text);

export const MINUTE_MS = 60000;
export const minuteOf = (milliseconds) => Math.floor(milliseconds / MINUTE_MS);

export async function siteCode(key, place, minute) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const secret = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["sign"]);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes(`site:${place}:${minute}`)));
  return [...digest.slice(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
