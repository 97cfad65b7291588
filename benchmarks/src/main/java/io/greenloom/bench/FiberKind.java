package io.greenloom.bench;

/** Whose light threads a benchmark of Greenloom's API runs on. */
public enum FiberKind {
  /** Virtual threads of the JDK, and what it has for them. */
  VIRTUAL {
    @Override
    Fibers fibers() {
      return new VirtualFibers();
    }
  },

  /** Greenlets, and the rest of Greenloom's API. */
  GREENLET {
    @Override
    Fibers fibers() {
      return new GreenletFibers();
    }
  };

  abstract Fibers fibers();
}
