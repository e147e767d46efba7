/** What a client tells while it works, for people who watch. */
export type ClientEvent =
  | {
      /** The budget is used up; all requests wait. */
      readonly kind: 'waiting';
      /** How long. */
      readonly milliseconds: number;
      /** Milliseconds since 1970, local clock. */
      readonly until: number;
    }
  | {
      /** One request is sent again after a wait. */
      readonly kind: 'retrying';
      /** Until it is sent. */
      readonly milliseconds: number;
      /** Why, in words. */
      readonly message: string;
    };
