// The words of a verdict: three labels, a closed set of reasons, and what was found.
// Promises: every reason has exactly one label it can carry here, so a reason can be put into one plain sentence. Refuses: the word "safe".

export type Label = 'official' | 'not_official' | 'unknown';

export const WHY_CODES = {
  official_host: 'official',
  official_unit: 'official',
  official_store: 'official',
  official_phone: 'official',
  lookalike: 'not_official',
  name_elsewhere: 'not_official',
  link_text_differs: 'not_official',
  userinfo: 'not_official',
  odd_port: 'not_official',
  ip_address: 'not_official',
  encoded_host: 'not_official',
  hidden_characters: 'not_official',
  mixed_script: 'not_official',
  unreadable: 'not_official',
  unsafe_scheme: 'not_official',
  app_file: 'not_official',
  other_store: 'not_official',
  other_listing: 'not_official',
  shortener: 'not_official',
  reported: 'not_official',
  impostor_app: 'not_official',
  police_from_mobile: 'not_official',
  gov_unlisted: 'unknown',
  doubtful_host: 'unknown',
  carries_other_link: 'unknown',
  odd_form: 'unknown',
  other_site: 'unknown',
  mail_address: 'unknown',
  app_name_only: 'unknown',
  personal_phone: 'unknown',
  unlisted_phone: 'unknown',
  sender_name: 'unknown',
  nothing_found: 'unknown',
} as const satisfies Record<string, Label>;

export type WhyCode = keyof typeof WHY_CODES;

export type Subject = 'link' | 'app' | 'phone' | 'sender' | 'none';

export type LinkVerdict = {
  readonly label: Label;
  readonly why: WhyCode;
  readonly subject: Subject;
  /** Host, app name, number or sender the reason is about; never a whole address, so that repeating it spreads no link. '' when nothing was found. */
  readonly found: string;
};

export function verdict(why: WhyCode, subject: Subject, found: string): LinkVerdict {
  return { label: WHY_CODES[why], why, subject, found };
}

const RANK: Readonly<Record<Label, number>> = { not_official: 0, unknown: 1, official: 2 };

/** The worst decides; among equals the first. */
export function worst(verdicts: readonly LinkVerdict[]): LinkVerdict | undefined {
  return verdicts.reduce<LinkVerdict | undefined>((found, next) => (found === undefined || RANK[next.label] < RANK[found.label] ? next : found), undefined);
}
