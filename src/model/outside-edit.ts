/** Who edited an override outside, as the organization's event log says. */
export interface OutsideEdit {
  /** Name, e-mail address or token, as the API spells it. Foreign text: renderers escape it. */
  readonly by: string;
  /** Such as `CONSOLE`, `CLI` or `TERRAFORM_PROVIDER`; null where the log says nothing. Foreign text. */
  readonly origin: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether the event names the key; otherwise it is only the likely one. */
  readonly isCertain: boolean;
}
