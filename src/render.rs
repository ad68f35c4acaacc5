//! From expressions and derivations to pages: the one formula model, its drawings, the one document model, its formats.
