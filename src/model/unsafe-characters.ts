/**
 * Control, format (bidi among them), line and paragraph separator, lone surrogate, and otherwise invisible characters:
 * what can move the cursor, break a line, reorder text or make two names look the same.
 */
export const UNSAFE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
