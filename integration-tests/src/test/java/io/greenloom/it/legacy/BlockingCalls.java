package io.greenloom.it.legacy;

/**
 * Calls that block, none of which may stop another thread. Without arguments all of them at once;
 * with one, only those whose name contains it, one after the other, with a list of the longest time
 * for which the other thread stood still.
 */
public final class BlockingCalls {
  private BlockingCalls() {}

  /** Runs the program. */
  public static void main(String[] args) throws Exception {
    Blockers blockers = new Blockers();
    BlockingStreams.addTo(blockers);
    BlockingProcesses.addTo(blockers);
    BlockingFiles.addTo(blockers);
    BlockingLookups.addTo(blockers);
    BlockingNatives.addTo(blockers);
    BlockingWaits.addTo(blockers);
    if (args.length == 0) {
      blockers.together();
    } else {
      blockers.apart(args[0]);
    }
  }
}
