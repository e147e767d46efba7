/** A release of the action, as workflows name it. */
export interface ActionRelease {
  /** Such as `acme/qoverride`. */
  readonly repository: string;
  /** The commit of the tag, 40 hexadecimal digits. */
  readonly commit: string;
  /** Such as `v1.2.3`. */
  readonly tag: string;
}

/**
 * The release that examples, and so `init`, use: `.ci/release` says what to write here. While it is null, they install the program with
 * npm. After a change, run `npm run docs`.
 */
export const ACTION_RELEASE: ActionRelease | null = null;
