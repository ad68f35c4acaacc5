//! Derivatives: the traced derivation, the gradient by reverse accumulation, derivatives of sums.
