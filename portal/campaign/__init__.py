"""SEVERAL AT ONCE: a basket over resources and owners, and campaigns of steps in order; held together, confirmed all or none."""
